package porteira.pipeline;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import porteira.policy.Action;
import porteira.set.LiveSet;
import porteira.tree.FrameKey;
import porteira.tree.Leaf;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.MessageHandler;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one control-plane agent: writes events and counters, follows links, hands policies to the lanes. Whatever a disk
 * or a driver does to it, lanes go on.
 */
public final class ConductorAgent implements Agent
{
    /** Milliseconds between two updates of the counters file. */
    public static final long PUBLISH_INTERVAL_MS = 100;
    /** Milliseconds between two looks at the links. */
    public static final long LINK_INTERVAL_MS = 250;
    /** Milliseconds between two lines on errors or suppressed events. */
    public static final long SUMMARY_INTERVAL_MS = 10_000;

    private static final int DRAIN_LIMIT = 512;
    private static final int UPDATES_WAITING = 16;
    // Events of policies that were in force until lately can still be told.
    private static final int POLICIES_KEPT = 8;
    private static final String LINE_END = "\\R";

    private final ConductorContext context;
    private final List<LaneContext> lanes;
    private final EventWriter events;
    private final LinkWatch links;
    private final StallWatch stalls;
    private final CountersPublisher publisher;
    private final MessageHandler onEvent = this::onEvent;
    private final ManyToOneConcurrentArrayQueue<PolicyUpdate> updates =
        new ManyToOneConcurrentArrayQueue<>(UPDATES_WAITING);
    private final ManyToOneConcurrentArrayQueue<Runnable> tasks = new ManyToOneConcurrentArrayQueue<>(UPDATES_WAITING);
    private final PolicyUpdate[] policies = new PolicyUpdate[POLICIES_KEPT];
    private final long[] key = new long[2 * FrameKey.MAX_FIELDS];
    private final long[] suppressed;
    private final long[] lost;
    private final long startNs;
    private volatile PolicyUpdate current;
    private PolicyUpdate coming;
    private int lanesTold;
    private int drainedLane;
    private long swaps;
    private long errorsTold;
    private long errorsReadMs;
    private long publishAtMs;
    private long linkAtMs;
    private long summaryAtMs = SUMMARY_INTERVAL_MS;

    /** A conductor that has not started; takes counters in the context's file. */
    public ConductorAgent(final ConductorContext context)
    {
        context.conclude();
        this.context = context;
        lanes = context.lanes();
        events = new EventWriter(context.eventLog(), context.ports());
        links = new LinkWatch(context.probes(), lanes, events, context.errors());
        stalls = new StallWatch(lanes, context.pollers(), events);
        publisher = new CountersPublisher(context);
        suppressed = new long[lanes.size()];
        lost = new long[lanes.size()];
        startNs = context.nanoClock().nanoTime();
        current = context.policy();
        remember(current);
    }

    /** Put a policy in force on all lanes, as soon as may be. Any thread. @return false if too many wait */
    public boolean offer(final PolicyUpdate update)
    {
        return updates.offer(update);
    }

    /** Run something on the conductor's thread, which owns the sets, as soon as may be. Any thread. */
    public <T> CompletableFuture<T> call(final Callable<T> task)
    {
        final CompletableFuture<T> result = new CompletableFuture<>();
        final Runnable run = () ->
        {
            try
            {
                result.complete(task.call());
            }
            catch (final Exception e)
            {
                result.completeExceptionally(e);
            }
        };
        if (!tasks.offer(run))
        {
            result.completeExceptionally(new IllegalStateException("conductor: too many tasks wait"));
        }
        return result;
    }

    /** The policy that all lanes use; one that is still being handed over is not in force. Any thread. */
    public PolicyUpdate policy()
    {
        return current;
    }

    /** Try a candidate beside the policy that it was made for, on all lanes; null: end the trial. Any thread. */
    public void trial(final Trial trial)
    {
        for (int i = 0; i < lanes.size(); i++)
        {
            lanes.get(i).trial(null == trial ? null : trial.lane(i));
        }
    }

    @Override
    public String roleName()
    {
        return "conductor";
    }

    @Override
    public void onStart()
    {
        final long now = context.clock().time();
        events.lifecycle(now, "start");
        events.policy(now, current);
        links.look(now);
        context.eventLog().flush(now);
    }

    @Override
    public int doWork()
    {
        final long elapsedMs = TimeUnit.NANOSECONDS.toMillis(context.nanoClock().nanoTime() - startNs);
        context.coarseClock().update(elapsedMs);

        int work = handOver() + drain() + runTasks();
        if (elapsedMs >= linkAtMs)
        {
            linkAtMs = elapsedMs + LINK_INTERVAL_MS;
            work += links.look(context.clock().time());
        }
        if (elapsedMs >= summaryAtMs)
        {
            summaryAtMs = elapsedMs + SUMMARY_INTERVAL_MS;
            summarise();
        }
        if (elapsedMs >= publishAtMs)
        {
            publishAtMs = elapsedMs + PUBLISH_INTERVAL_MS;
            stalls.look(context.clock().time());
            noteUnsavedSets();
            tellErrors();
            publish();
        }
        final long now = context.clock().time();
        work += context.sets().doWork(now);
        context.eventLog().flush(now);
        return work;
    }

    /** Lanes have ended: write what is left, and the last state of all counters. */
    @Override
    public void onClose()
    {
        try
        {
            end();
        }
        finally
        {
            CloseHelper.closeAll(context.countersFile(), context.eventLog());
        }
    }

    private void end()
    {
        while (0 != drain())
        {
            context.eventLog().flush(context.clock().time());
        }
        summarise();
        stalls.look(context.clock().time());
        context.sets().close();
        noteUnsavedSets();
        tellErrors();
        events.lifecycle(context.clock().time(), "stop");
        context.eventLog().flush(context.clock().time());
        publish();
    }

    private int handOver()
    {
        if (null == coming)
        {
            coming = updates.poll();
            lanesTold = 0;
            if (null != coming)
            {
                context.sets().adopt(coming.sets());
            }
        }
        if (null == coming)
        {
            return 0;
        }

        remember(coming);
        while (lanesTold < lanes.size() && lanes.get(lanesTold).offer(coming.lane(lanesTold)))
        {
            lanesTold++;
        }
        for (final LaneContext lane : lanes)
        {
            if (lane.generation() != coming.generation())
            {
                return 0;
            }
        }

        current = coming;
        coming = null;
        swaps++;
        final long now = context.clock().time();
        publisher.policy(current, now);
        events.policy(now, current);
        return 1;
    }

    private int runTasks()
    {
        final Runnable task = tasks.poll();
        if (null == task)
        {
            return 0;
        }
        task.run();
        return 1;
    }

    private int drain()
    {
        int count = 0;
        for (int i = 0; i < lanes.size(); i++)
        {
            drainedLane = lanes.get(i).lane();
            count += lanes.get(i).events().drain(onEvent, DRAIN_LIMIT);
        }
        return count;
    }

    private void onEvent(final int type, final MutableDirectBuffer buffer, final int index, final int length)
    {
        if (SetChangeRecord.TYPE == type)
        {
            change(buffer, index);
        }
        else if (EventRecord.TYPE_LOG == type)
        {
            final int generation = buffer.getInt(index + EventRecord.GENERATION_OFFSET);
            final PolicyUpdate policy = policies[Math.floorMod(generation, POLICIES_KEPT)];
            events.log(
                drainedLane, null != policy && generation == policy.generation() ? policy : null, buffer, index);
        }
    }

    private void change(final DirectBuffer buffer, final int index)
    {
        final int generation = buffer.getInt(index + SetChangeRecord.GENERATION_OFFSET);
        final PolicyUpdate policy = policies[Math.floorMod(generation, POLICIES_KEPT)];
        if (null == policy || generation != policy.generation())
        {
            return;
        }
        final int parts = buffer.getInt(index + SetChangeRecord.PARTS_OFFSET);
        Arrays.fill(key, 0);
        for (int word = 0; word < 2 * parts; word++)
        {
            key[word] = buffer.getLong(index + SetChangeRecord.KEY_OFFSET + word * Long.BYTES);
        }
        final Leaf leaf = policy.leaf(buffer.getInt(index + SetChangeRecord.LEAF_OFFSET));
        change(LeafWork.update(leaf, buffer.getInt(index + SetChangeRecord.NUMBER_OFFSET)));
    }

    private void change(final Action.SetUpdate update)
    {
        for (final LiveSet set : context.sets().all())
        {
            // Frames of a policy that is gone may speak of a set that has become another.
            if (set.name().equals(update.set().name()) && set.types().equals(update.set().types()))
            {
                switch (update.operation())
                {
                    case ADD -> set.add(key, update.timeoutMs());
                    case UPDATE -> set.update(key, update.timeoutMs());
                    case DELETE -> set.delete(key);
                }
            }
        }
    }

    private void summarise()
    {
        for (int i = 0; i < suppressed.length; i++)
        {
            final LaneTally tally = lanes.get(i).tally();
            final long suppressedNow = tally.value(LaneTally.EVENTS_SUPPRESSED);
            final long lostNow = tally.value(LaneTally.EVENTS_LOST);
            if (suppressedNow != suppressed[i] || lostNow != lost[i])
            {
                events.suppressed(
                    context.clock().time(), lanes.get(i).lane(), suppressedNow - suppressed[i], lostNow - lost[i]);
                suppressed[i] = suppressedNow;
                lost[i] = lostNow;
            }
        }
    }

    private void noteUnsavedSets()
    {
        for (String failure = context.sets().takeFailure(); null != failure; failure = context.sets().takeFailure())
        {
            context.errors().onError(new IOException(failure));
        }
    }

    private void tellErrors()
    {
        final long count = context.errors().count();
        if (count != errorsTold)
        {
            final long now = context.clock().time();
            errorsTold = count;
            context.errors().read(
                (observations, firstMs, lastMs, text) -> events.error(lastMs, text.split(LINE_END, 2)[0], observations),
                errorsReadMs);
            errorsReadMs = now;
        }
    }

    private void publish()
    {
        publisher.publish(
            links, context.eventLog(), swaps, context.errors().count(), context.clock().time());
    }

    private void remember(final PolicyUpdate policy)
    {
        policies[Math.floorMod(policy.generation(), POLICIES_KEPT)] = policy;
    }
}
