package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.BurstLayout;
import porteira.flow.Connection;
import porteira.flow.FragmentTracker;
import porteira.flow.RejectFrames;
import porteira.wire.IpProtocol;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.Tunnels;

/**
 * The way of any frame under any policy: bridge lookup first, then connections, translation and the policy, then what
 * its leaf wants done. Every frame gets one answer, whatever happens: one that cannot be judged is dropped, counted,
 * and its exception goes to the error handler. One lane's.
 */
final class LongPath
{
    private static final int NO_EGRESS_PORT = 0;

    private final ErrorHandler errorHandler;
    private final BridgePorts ports;
    private final LearningBridge bridge;
    private final EventRing events;
    private final LaneTally tally;
    private final LaneMemory memory;
    private final LaneNat nat;
    private final BurstReader reader;
    private final UnsafeBuffer[] frames;
    private final long[] layouts;
    private final long[] facts;
    private final int[] ingresses;
    private final int[] targets;
    private final int[] unicast;
    private final int[] flood = new int[BridgePorts.MAX];
    private LanePolicy policy;
    private LaneTrial trial;
    private long nowMs;
    private int cursor;
    private int accepted;
    private int flooded;
    private int leaf;
    private boolean isPassed;

    /** @param unicast mask of DPDK ports by bridge port */
    LongPath(final LaneContext context, final LaneNat nat, final int[] unicast, final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        this.nat = nat;
        this.unicast = unicast;
        ports = context.ports();
        bridge = context.bridge();
        events = context.events();
        tally = context.tally();
        memory = context.memory();
        reader = new BurstReader(ports, bridge);
        frames = reader.frames;
        layouts = reader.layouts;
        facts = reader.facts;
        ingresses = reader.ingresses;
        targets = reader.targets;
        findFloodMasks();
    }

    /** What holds for the bursts of a duty cycle. @param trial of a candidate, or null */
    void begin(final LanePolicy policy, final LaneTrial trial, final long nowMs)
    {
        this.policy = policy;
        this.trial = trial;
        this.nowMs = nowMs;
    }

    /** Links have changed. */
    void findFloodMasks()
    {
        for (int i = 0; i < ports.count(); i++)
        {
            flood[i] = ports.egress(bridge.floodMask(i));
        }
    }

    /**
     * Answer all frames of a burst, in two passes, so that what they need of memory is on its way for all before it is
     * waited for.
     */
    void judge(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        for (int next = 0; next < count; next = reader.next())
        {
            read(rx, rxIndex, next, count);
        }
        memory.tracked().prefetch(frames, layouts, count);
        for (int judged = 0; judged < count; judged = cursor)
        {
            judge(rx, rxIndex, tx, txIndex, judged, count);
        }
        memory.tracked().endBurst(count);
        publish();
    }

    /** Answer frame {@code i} of a burst. */
    void judgeOne(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int i)
    {
        read(rx, rxIndex, i, i + 1);
        judge(rx, rxIndex, tx, txIndex, i, i + 1);
        publish();
    }

    private void publish()
    {
        tally.add(LaneTally.ACCEPTED, accepted);
        tally.add(LaneTally.FLOODED, flooded);
        accepted = 0;
        flooded = 0;
    }

    private void read(final DirectBuffer rx, final int rxIndex, final int from, final int count)
    {
        try
        {
            reader.read(rx, rxIndex, from, count);
        }
        catch (final Throwable t)
        {
            report(t);
        }
    }

    private void judge(
        final DirectBuffer rx,
        final int rxIndex,
        final MutableDirectBuffer tx,
        final int txIndex,
        final int from,
        final int count)
    {
        int i = from;
        try
        {
            for (; i < count; i++)
            {
                final int in = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                answer(rx, in, tx, txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH, decide(i));
            }
        }
        catch (final Throwable t)
        {
            answer(
                rx, rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH,
                tx, txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH, 0);
            i++;
            tally.drop(DropReason.ERROR);
            report(t);
        }
        cursor = i;
    }

    private static void answer(
        final DirectBuffer rx, final int in, final MutableDirectBuffer tx, final int out, final long answer)
    {
        tx.putLong(out + BurstLayout.MBUF_OFFSET, rx.getLong(in + BurstLayout.MBUF_OFFSET));
        tx.putLong(out + BurstLayout.TX_ANSWER_OFFSET, answer);
    }

    /** {@link BurstLayout#answer} for a frame; one without egress after counting why. */
    private long decide(final int i)
    {
        final int ingress = ingresses[i];
        final int target = targets[i];
        if (target < LearningBridge.FLOOD || !isSimple(frames[i], layouts[i], facts[i]))
        {
            return decideOdd(i, ingress, target);
        }
        return nat.isOn() ? receive(i, ingress, target) : judge(i, ingress, target);
    }

    /** True for one whole packet of one mbuf, in which there is no other: most frames. */
    private static boolean isSimple(final UnsafeBuffer frame, final long layout, final long fact)
    {
        return BurstLayout.isOrdinary(fact) && (PacketLayout.isBare(layout) ||
            0 == (PacketLayout.malformed(layout) | PacketLayout.fragment(layout)) &&
            (IpProtocol.TCP == PacketLayout.protocol(layout) ||
            0 == Tunnels.inner(frame, layout, BurstLayout.dataLength(fact))));
    }

    private long decideOdd(final int i, final int ingress, final int target)
    {
        final UnsafeBuffer frame = frames[i];
        final long layout = layouts[i];
        final int length = BurstLayout.dataLength(facts[i]);
        countOddities(layout, facts[i]);
        if (IpProtocol.TCP != PacketLayout.protocol(layout) && Tunnels.isTooDeep(frame, layout, length))
        {
            tally.malform(Malformed.TUNNEL_TOO_DEEP.id());
        }
        return switch (target)
        {
            case BurstReader.STRANGER -> drop(DropReason.UNKNOWN_PORT);
            case BurstReader.RUNT -> drop(DropReason.RUNT);
            case LearningBridge.FILTER -> drop(DropReason.SAME_PORT);
            default -> receive(i, ingress, target);
        };
    }

    /** Frames to the gateway itself go no further. */
    private long receive(final int i, final int ingress, final int target)
    {
        final UnsafeBuffer frame = frames[i];
        final int length = BurstLayout.dataLength(facts[i]);
        if (nat.isOn())
        {
            final int message = nat.onMessage(frame, length, room(facts[i]), layouts[i], ingress);
            if (LaneNat.NOT_OURS != message)
            {
                return LaneNat.TAKEN == message ? drop(DropReason.FOR_GATEWAY) : send(unicast[ingress], message);
            }
        }
        return FragmentTracker.isConcerned(frame, length, layouts[i]) && !policy.isDry() ?
            decideFragment(i, ingress, target) : judge(i, ingress, target);
    }

    private static int room(final long fact)
    {
        return BurstLayout.dataLength(fact) + BurstLayout.tailRoom(fact);
    }

    private long decideFragment(final int i, final int ingress, final int target)
    {
        final FragmentTracker fragments = memory.fragments();
        final int place = fragments.onFragment(frames[i], BurstLayout.dataLength(facts[i]), layouts[i], nowMs);
        return switch (place)
        {
            case FragmentTracker.NONE -> judge(i, ingress, target);
            case FragmentTracker.JUDGE ->
            {
                isPassed = false;
                final long answer = judge(i, ingress, target);
                fragments.remember(isPassed, isPassed ? nat.tag() : 0);
                yield answer;
            }
            case FragmentTracker.FOLLOW_ACCEPT -> follow(i, ingress, target, fragments.tag());
            case FragmentTracker.EARLY_ACCEPT -> nat.mayConcern(frames[i], layouts[i]) ?
                drop(DropReason.FRAGMENT) : follow(i, ingress, target, 0);
            case FragmentTracker.FOLLOW_DROP, FragmentTracker.EARLY_DROP -> drop(DropReason.FRAGMENT);
            default -> drop(DropReason.FRAGMENT_REFUSED);
        };
    }

    /** A later fragment goes the way of its first one. */
    private long follow(final int i, final int ingress, final int target, final long tag)
    {
        final int egress = 0 <= target ? unicast[target] : flood[ingress];
        if (0 == tag)
        {
            return forward(egress);
        }
        return nat.resume(tag) ? translate(i, ingress, egress, 0) : drop(DropReason.FRAGMENT);
    }

    /** By the policy; {@code bridged} is a port's index or {@link LearningBridge#FLOOD}. */
    private long judge(final int i, final int ingress, final int bridged)
    {
        final LaneState state = policy.state();
        if (null != state)
        {
            state.begin(nowMs, BurstLayout.frameLength(facts[i]));
        }
        if (null != trial)
        {
            trial.begin(nowMs, BurstLayout.frameLength(facts[i]));
        }
        final int target = nat.isOn() ? nat.find(
            frames[i], BurstLayout.dataLength(facts[i]), layouts[i], ingress, bridged, nowMs) : bridged;
        if (0 > target)
        {
            return flood(i, ingress);
        }
        final int action = classify(policy, i, ingress, target);
        return LanePolicy.ACCEPT == (action & (LanePolicy.ACCEPT | LanePolicy.WORK)) ?
            pass(i, ingress, unicast[target], 0) : finish(action, i, ingress, target, unicast[target]);
    }

    /** What is left to do for a leaf that does not simply accept. */
    private long finish(final int action, final int i, final int ingress, final int target, final int egress)
    {
        if (0 == (action & LanePolicy.WORK))
        {
            return drop(DropReason.POLICY);
        }
        final UnsafeBuffer frame = frames[i];
        final int length = BurstLayout.dataLength(facts[i]);
        final LeafWork work = policy.work(leaf);
        work.change(events, nowMs, policy.generation(), leaf, frame, length, layouts[i], ingress, Math.max(0, target));
        final int copies = egressOf(work.duplicates());
        if (work.translates() && !nat.choose(work.translations(), frame, length, layouts[i], ingress, target))
        {
            return fail(i, ingress);
        }
        return switch (work.verdict())
        {
            case ACCEPT -> pass(i, ingress, egress, copies);
            case FORWARD -> pass(i, ingress, unicast[work.forward()], copies);
            case REJECT -> reject(work, i, ingress);
            case DROP -> 0 == copies ? drop(DropReason.POLICY) : forward(copies);
        };
    }

    private int egressOf(final int portMask)
    {
        int egress = 0;
        for (int rest = portMask; 0 != rest; rest &= rest - 1)
        {
            egress |= unicast[Integer.numberOfTrailingZeros(rest)];
        }
        return egress;
    }

    /** The frame becomes the answer to its sender, where there is one and not too many have left. */
    private long reject(final LeafWork work, final int i, final int ingress)
    {
        final UnsafeBuffer frame = frames[i];
        final long fact = facts[i];
        final int length = BurstLayout.dataLength(fact);
        final int room = room(fact);
        if (memory.rejects().take(nowMs))
        {
            frame.wrap(frame.addressOffset(), room);
            final int answer = RejectFrames.answer(frame, length, room, layouts[i], work.answer());
            if (0 != answer)
            {
                tally.increment(LaneTally.REJECTS_ANSWERED);
                return send(unicast[ingress], answer);
            }
        }
        tally.increment(LaneTally.REJECTS_SILENT);
        return drop(DropReason.POLICY);
    }

    /** A frame that is let through may begin a connection. */
    private long pass(final int i, final int ingress, final int egress, final int copies)
    {
        final boolean isMapped = nat.isMapped();
        final LaneState state = policy.state();
        final boolean hasRoom = null != state ?
            state.confirm(frames[i], BurstLayout.dataLength(facts[i]), layouts[i], ingress) :
            !isMapped || memory.tracked().confirm();
        if (!hasRoom && (isMapped || memory.isFullDropped() && !isRoomIgnored()))
        {
            return drop(DropReason.FLOWS_FULL);
        }
        if (null != trial)
        {
            trial.pass(frames[i], BurstLayout.dataLength(facts[i]), layouts[i], ingress);
        }
        return isMapped ? translate(i, ingress, egress, copies) : forward(egress | copies);
    }

    /** A frame must not pay for what only a candidate wanted to know. */
    private boolean isRoomIgnored()
    {
        return policy.isDry() || null != trial && trial.isOnlyTracker();
    }

    private long translate(final int i, final int ingress, final int egress, final int copies)
    {
        final long fact = facts[i];
        final int both = BurstLayout.RX_FLAG_MULTI_SEGMENT | BurstLayout.RX_FLAG_NO_L4_CHECKSUM;
        final int flags = BurstLayout.flags(fact) & both;
        if (both == flags)
        {
            return drop(DropReason.UNTRANSLATABLE);
        }
        final int length = BurstLayout.dataLength(fact);
        if (!nat.rewrite(frames[i], length, layouts[i], ingress))
        {
            return drop(nat.reason());
        }
        final int mask = Connection.NO_PORT == nat.egress() ? egress : unicast[nat.egress()];
        // A checksum that was left to the NIC has been written: it must not be written again.
        isPassed = true;
        accepted++;
        return BurstLayout.RX_FLAG_NO_L4_CHECKSUM == flags ?
            BurstLayout.answer(mask | copies, length) : BurstLayout.answer(mask | copies);
    }

    /** A frame that cannot be translated; where only its new destination's place is missing, it asks for that. */
    private long fail(final int i, final int ingress)
    {
        final int question = DropReason.NEIGHBOUR_UNKNOWN == nat.reason() ?
            nat.ask(frames[i], room(facts[i]), layouts[i], nowMs) : 0;
        return 0 == question ? drop(nat.reason()) : send(flood[ingress] | unicast[ingress], question);
    }

    private void countOddities(final long layout, final long fact)
    {
        if (0 != PacketLayout.malformed(layout))
        {
            tally.malform(PacketLayout.malformed(layout));
        }
        if (0 != (BurstLayout.flags(fact) & BurstLayout.RX_FLAG_MULTI_SEGMENT))
        {
            tally.increment(LaneTally.MULTI_SEGMENT);
        }
    }

    private long flood(final int i, final int ingress)
    {
        final LanePolicy policy = this.policy;
        final int egress = flood[ingress];
        if (0 == egress)
        {
            return drop(DropReason.NO_EGRESS);
        }
        if (policy.readsEgress())
        {
            return floodSelected(policy, i, ingress);
        }

        final int action = classify(policy, i, ingress, NO_EGRESS_PORT);
        if (LanePolicy.ACCEPT != (action & (LanePolicy.ACCEPT | LanePolicy.WORK)))
        {
            return finish(action, i, ingress, NO_EGRESS_PORT, egress);
        }
        flooded++;
        return pass(i, ingress, egress, 0);
    }

    /** Copies are judged one by one; what a rule wants done beyond the verdict is done for the first it speaks of. */
    private long floodSelected(final LanePolicy policy, final int i, final int ingress)
    {
        int egress = 0;
        int refused = 0;
        int work = 0;
        int workLeaf = 0;
        int workPort = 0;
        for (int rest = bridge.floodMask(ingress); 0 != rest; rest &= rest - 1)
        {
            final int port = Integer.numberOfTrailingZeros(rest);
            final int action = classify(policy, i, ingress, port);
            if (0 != (action & LanePolicy.WORK) && 0 == work)
            {
                work = action;
                workLeaf = leaf;
                workPort = port;
            }
            if (0 != (action & LanePolicy.ACCEPT))
            {
                egress |= unicast[port];
            }
            else
            {
                refused++;
            }
        }

        tally.add(LaneTally.COPIES_REFUSED, refused);
        if (0 != work && (0 == egress || 0 != (work & LanePolicy.ACCEPT)))
        {
            leaf = workLeaf;
            return finish(work, i, ingress, workPort, egress);
        }
        if (0 == egress)
        {
            return drop(DropReason.POLICY);
        }
        flooded++;
        return pass(i, ingress, egress, 0);
    }

    /** Leaves the leaf in {@link #leaf}. */
    private int classify(final LanePolicy policy, final int i, final int ingress, final int egress)
    {
        final UnsafeBuffer frame = frames[i];
        final int length = BurstLayout.dataLength(facts[i]);
        final int frameLength = BurstLayout.frameLength(facts[i]);
        final int leaf = policy.classifier().classify(frame, length, layouts[i], ingress, egress, policy.state());
        this.leaf = leaf;
        final int action = policy.hit(leaf, frameLength);
        if (null != trial)
        {
            trial.compare(leaf, frame, length, layouts[i], ingress, egress);
        }
        if (0 != (action & LanePolicy.LOG))
        {
            events.log(nowMs, policy.generation(), leaf, ingress, frame, length, frameLength);
        }
        return action;
    }

    private long forward(final int egress)
    {
        isPassed = true;
        accepted++;
        return BurstLayout.answer(egress);
    }

    /** A frame that the gateway has written anew. */
    private long send(final int egress, final int length)
    {
        accepted++;
        return BurstLayout.answer(egress, length);
    }

    private long drop(final DropReason reason)
    {
        tally.drop(reason);
        return BurstLayout.answer(0);
    }

    private void report(final Throwable error)
    {
        try
        {
            errorHandler.onError(error);
        }
        catch (final Throwable ignored)
        {
            // The burst must be answered whatever the handler does; the drop is counted already.
        }
    }
}
