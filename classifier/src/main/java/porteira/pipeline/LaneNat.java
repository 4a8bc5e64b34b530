package porteira.pipeline;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.flow.Connection;
import porteira.flow.ConnectionTracker;
import porteira.flow.CtState;
import porteira.flow.IcmpErrors;
import porteira.flow.NatRewriter;
import porteira.flow.TokenBucket;
import porteira.flow.TrackedFrame;
import porteira.flow.Translation;
import porteira.nat.Address;
import porteira.nat.AddressRanges;
import porteira.nat.NatSettings;
import porteira.nat.NeighbourMessage;
import porteira.nat.Neighbours;
import porteira.policy.Action.Translate.End;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Translates the frames of one lane. A connection that begins at a rule which says so is given other ends; every later
 * frame of it, either way, and every ICMP error about it gets what they say, whatever rule accepts it and whichever
 * policy is in force. The policy always sees a frame as it came. The lane's thread alone uses it.
 */
final class LaneNat
{
    /** {@link #onMessage}: the bridge deals with it as with any frame. */
    static final int NOT_OURS = -1;
    /** {@link #onMessage}: the gateway has what it asked for. */
    static final int TAKEN = 0;

    private static final long REPLY_TAG = 1L << 31;
    private static final int SOURCE_FIELD_OFFSET = 4;
    private static final long MAC_MASK = 0xFFFF_FFFF_FFFFL;
    private static final int TRIES = 64;
    private static final int FIRST_FREE_PORT = 1024;
    private static final int LAST_PORT = 65535;
    private static final int QUESTIONS_PER_S = 100;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final ConnectionTracker connections;
    private final TrackedFrame tracked;
    private final NatSettings settings;
    private final Neighbours neighbours;
    private final LaneTally tally;
    private final NatPairs pairs;
    private final long seed;
    private final NatRewriter rewriter = new NatRewriter();
    private final Translation translation = new Translation();
    private final NeighbourMessage message = new NeighbourMessage();
    private final TokenBucket questions = new TokenBucket(QUESTIONS_PER_S, QUESTIONS_PER_S);
    private AddressRanges sources = AddressRanges.NONE;
    private AddressRanges destinations = AddressRanges.NONE;
    private boolean isWanted;
    private boolean hasMapped;
    private boolean isMapped;
    private boolean isReply;
    private boolean isNew;
    private DropReason reason = DropReason.UNTRANSLATABLE;
    private int egress;
    private long sourceHigh;
    private long sourceLow;
    private int sourcePort;
    private int firstPort;
    private int lastPort;
    private boolean isSourceChosen;
    private long destinationHigh;
    private long destinationLow;
    private int destinationPort;

    LaneNat(final LaneMemory memory, final NatSettings settings, final LaneTally tally)
    {
        connections = memory.connections();
        tracked = memory.tracked();
        this.settings = settings;
        this.tally = tally;
        neighbours = new Neighbours(settings.neighbours());
        seed = memory.seed();
        pairs = new NatPairs(seed);
    }

    /** What rules may translate to from now on; what is translated stays so. */
    void use(final List<NatTarget> targets)
    {
        isWanted = !targets.isEmpty();
        sources = NatTarget.ranges(targets, End.SOURCE);
        destinations = NatTarget.ranges(targets, End.DESTINATION);
        isMapped = false;
    }

    /** False if no frame need be looked at. */
    boolean isOn()
    {
        return isWanted || hasMapped;
    }

    /**
     * Listen to what hosts say of where they live, and answer for the gateway's own addresses.
     *
     * @param room bytes that may be written, from the frame's first
     * @return length of the answer that the frame has become; {@link #NOT_OURS} or {@link #TAKEN}
     */
    int onMessage(
        final UnsafeBuffer frame, final int length, final int room, final long layout, final int ingress)
    {
        if (PacketLayout.NETWORK_NONE != PacketLayout.network(layout) &&
            IpProtocol.ICMPV6 != PacketLayout.protocol(layout) || !message.read(frame, length, layout))
        {
            return NOT_OURS;
        }
        final int network = message.network();
        if (message.hasSender() && destinations.contains(network, message.senderHigh(), message.senderLow()) &&
            neighbours.learn(network, NeighbourMessage.vlans(frame, layout), message.senderHigh(),
                message.senderLow(), message.senderMac(), ingress))
        {
            tally.increment(LaneTally.NEIGHBOURS_LEARNT);
        }
        if (!message.isQuestion())
        {
            return isToGateway(frame) ? TAKEN : NOT_OURS;
        }
        if (!settings.isOwn(network, message.targetHigh(), message.targetLow()) &&
            !sources.contains(network, message.targetHigh(), message.targetLow()))
        {
            return NOT_OURS;
        }
        frame.wrap(frame.addressOffset(), room);
        final int answer = message.answer(frame, room, settings.mac());
        if (0 != answer)
        {
            tally.increment(LaneTally.NEIGHBOURS_ANSWERED);
        }
        return answer;
    }

    /**
     * Find the translation of a frame that no rule has judged yet.
     *
     * @param target where the bridge would send it
     * @return where it goes: for an answer that is the originator's port
     */
    int find(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int target,
        final long nowMs)
    {
        isMapped = false;
        isNew = false;
        tracked.begin(nowMs);
        if (!hasMapped || PacketLayout.NETWORK_NONE == PacketLayout.network(layout) ||
            !pairs.mayContain(frame, layout) && !IcmpErrors.isError(frame, layout))
        {
            return target;
        }
        tracked.state(frame, length, layout, ingress);
        final Connection connection = connections.connection();
        if (!connection.hasMapping() || connection.isBeginning())
        {
            if (!connection.isThere() || connection.isBeginning())
            {
                tracked.forget();
            }
            return target;
        }
        isMapped = true;
        isReply = connections.isReply();
        return isReply && Connection.NO_PORT != connection.bridgePort(Connection.CLIENT) ?
            connection.bridgePort(Connection.CLIENT) : target;
    }

    /** True if fragments of the frame's datagram are translated, were their first one here. */
    boolean mayConcern(final DirectBuffer frame, final long layout)
    {
        return hasMapped && PacketLayout.NETWORK_NONE != PacketLayout.network(layout) &&
            pairs.mayContain(frame, layout);
    }

    /** True if the current frame is to be translated. */
    boolean isMapped()
    {
        return isMapped;
    }

    /** What later fragments of the current frame's datagram need for {@link #resume}; 0 where it is not translated. */
    long tag()
    {
        return isMapped ? connections.currentId() | (isReply ? REPLY_TAG : 0) : 0;
    }

    /** The current frame is a later fragment. @return false if its connection has ended meanwhile */
    boolean resume(final long tag)
    {
        isNew = false;
        isReply = 0 != (tag & REPLY_TAG);
        isMapped = connections.resume(tag & ~REPLY_TAG, isReply) && connections.connection().hasMapping();
        return isMapped;
    }

    /**
     * A rule accepts the current frame and wants its connection translated. Only a connection that begins gets what the
     * rule says.
     *
     * @param target where the bridge would send it
     * @return false if the frame cannot pass, for {@link #reason}
     */
    boolean choose(
        final NatTarget[] targets,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int target)
    {
        if (isMapped)
        {
            return true;
        }
        if (CtState.INVALID == tracked.state(frame, length, layout, ingress))
        {
            return fail(DropReason.UNTRANSLATABLE);
        }
        final Connection connection = connections.connection();
        if (!connection.isThere() || !connection.isBeginning())
        {
            isMapped = connection.hasMapping();
            isReply = connections.isReply();
            return true;
        }
        final int network = PacketLayout.network(layout);
        begin(connection);
        takeDestination(targets, network, layout);
        final boolean isTurned =
            destinationLow != connection.destinationLow() || destinationHigh != connection.destinationHigh();
        final int slot = isTurned ? neighbours.find(
            network, NeighbourMessage.vlans(frame, layout), destinationHigh, destinationLow) : Neighbours.UNKNOWN;
        if (isTurned && Neighbours.UNKNOWN == slot)
        {
            return fail(DropReason.NEIGHBOUR_UNKNOWN);
        }
        final int out = isTurned ? neighbours.port(slot) : 0 <= target ? target : settings.otherPort(network, ingress);
        // Answers of a server on the originator's own port would go there straight, but for another source.
        if (!takeSource(targets, network, layout, out) ||
            isTurned && ingress == out && !isSourceChosen && !takeOwn(network, ingress))
        {
            return false;
        }
        if (!map(connection))
        {
            return false;
        }
        if (isTurned)
        {
            connection.place(Connection.SERVER, neighbours.mac(slot), neighbours.port(slot));
        }
        isMapped = true;
        isReply = false;
        isNew = true;
        return true;
    }

    /** Why the last call failed. */
    DropReason reason()
    {
        return reason;
    }

    /**
     * The current frame, for want of a neighbour, becomes the question for it.
     *
     * @return its length; 0 where there is no room, or too many have left
     */
    int ask(final UnsafeBuffer frame, final int room, final long layout, final long nowMs)
    {
        if (!questions.take(nowMs))
        {
            return 0;
        }
        frame.wrap(frame.addressOffset(), room);
        final int length = message.ask(frame, room, layout, destinationHigh, destinationLow, settings.mac());
        if (0 != length)
        {
            tally.increment(LaneTally.NEIGHBOURS_ASKED);
        }
        return length;
    }

    /**
     * Translate the current frame, which is mapped and confirmed, and address it to where it goes.
     *
     * @return false if that cannot be, for {@link #reason}; nothing is written then
     */
    boolean rewrite(final UnsafeBuffer frame, final int length, final long layout, final int ingress)
    {
        final Connection connection = connections.connection();
        if (isNew)
        {
            note(connection);
        }
        if (!rewriter.rewrite(frame, length, layout, connection.translation(translation, isReply)))
        {
            return fail(DropReason.UNTRANSLATABLE);
        }
        if (isReply)
        {
            egress = connection.bridgePort(Connection.CLIENT);
            NatRewriter.destinationMac(frame, connection.mac(Connection.CLIENT));
        }
        else
        {
            egress = Connection.NO_PORT;
            if (isPortProtocol(PacketLayout.protocol(layout)))
            {
                connection.place(
                    Connection.CLIENT, frame.getLong(SOURCE_FIELD_OFFSET, BIG_ENDIAN) & MAC_MASK, ingress);
            }
            if (Connection.NO_PORT != connection.bridgePort(Connection.SERVER))
            {
                findServer(connection, frame, layout);
                egress = connection.bridgePort(Connection.SERVER);
                NatRewriter.destinationMac(frame, connection.mac(Connection.SERVER));
            }
        }
        if (egress == ingress || !isReply && isSourceNew(connection))
        {
            NatRewriter.sourceMac(frame, settings.mac());
        }
        tally.increment(LaneTally.TRANSLATED);
        return true;
    }

    /** Index of the bridge port that the frame leaves by; {@link Connection#NO_PORT}: as the bridge would have it. */
    int egress()
    {
        return egress;
    }

    private boolean isToGateway(final DirectBuffer frame)
    {
        return settings.mac() == frame.getLong(0, BIG_ENDIAN) >>> Short.SIZE;
    }

    private void begin(final Connection connection)
    {
        sourceHigh = connection.sourceHigh();
        sourceLow = connection.sourceLow();
        sourcePort = connection.sourcePort();
        firstPort = FIRST_FREE_PORT;
        lastPort = LAST_PORT;
        isSourceChosen = false;
        destinationHigh = connection.destinationHigh();
        destinationLow = connection.destinationLow();
        destinationPort = connection.destinationPort();
    }

    private void takeDestination(final NatTarget[] targets, final int network, final long layout)
    {
        final long hash = hash(sourceHigh, sourceLow);
        for (final NatTarget to : targets)
        {
            if (End.DESTINATION != to.end() || network != to.network())
            {
                continue;
            }
            if (to.hasAddress())
            {
                destinationHigh = to.high(hash);
                destinationLow = to.low(hash);
            }
            if (to.hasPort() && isPortProtocol(PacketLayout.protocol(layout)) &&
                (destinationPort < to.firstPort() || destinationPort > to.lastPort()))
            {
                destinationPort = to.firstPort() + Math.floorMod((int)hash, to.lastPort() - to.firstPort() + 1);
            }
        }
    }

    /** @param out index of the bridge port that the frame leaves by, or {@link Connection#NO_PORT} */
    private boolean takeSource(final NatTarget[] targets, final int network, final long layout, final int out)
    {
        final long hash = hash(sourceHigh, sourceLow);
        for (final NatTarget to : targets)
        {
            if (End.SOURCE != to.end() || network != to.network())
            {
                continue;
            }
            if (to.hasPort() && isPortProtocol(PacketLayout.protocol(layout)))
            {
                firstPort = to.firstPort();
                lastPort = to.lastPort();
                if (sourcePort < firstPort || sourcePort > lastPort)
                {
                    sourcePort = firstPort + Math.floorMod((int)hash, lastPort - firstPort + 1);
                }
            }
            isSourceChosen = true;
            if (to.hasAddress())
            {
                sourceHigh = to.high(hash);
                sourceLow = to.low(hash);
            }
            else if (!takeOwn(network, out))
            {
                return false;
            }
        }
        return true;
    }

    /** The source becomes the gateway's own address on a port. */
    private boolean takeOwn(final int network, final int port)
    {
        final Address own = Connection.NO_PORT == port ? null : settings.address(network, port);
        if (null == own)
        {
            return fail(DropReason.NO_ADDRESS);
        }
        sourceHigh = own.high();
        sourceLow = own.low();
        return true;
    }

    /** Keep the source port if that tells answers apart, else look for another one. */
    private boolean map(final Connection connection)
    {
        final boolean hasPorts = 0 != connection.sourcePort() || 0 != connection.destinationPort();
        final int range = lastPort - firstPort + 1;
        final int start = Math.floorMod((int)(hash(sourceLow, destinationLow) + connection.sourcePort()), range);
        int result = mapTo(sourcePort);
        for (int i = 0; ConnectionTracker.CLASH == result && hasPorts && i < Math.min(TRIES, range); i++)
        {
            result = mapTo(firstPort + (start + i) % range);
        }
        return ConnectionTracker.MAPPED_OK == result ||
            fail(ConnectionTracker.CLASH == result ? DropReason.NAT_CLASH : DropReason.NAT_FULL);
    }

    private int mapTo(final int port)
    {
        return connections.map(sourceHigh, sourceLow, port, destinationHigh, destinationLow, destinationPort);
    }

    /** Frames of the connection are concerned from now on. */
    private void note(final Connection connection)
    {
        isNew = false;
        hasMapped = true;
        pairs.add(connection.sourceHigh(), connection.sourceLow(),
            connection.destinationHigh(), connection.destinationLow());
        pairs.add(connection.translatedDestinationHigh(), connection.translatedDestinationLow(),
            connection.translatedSourceHigh(), connection.translatedSourceLow());
    }

    /** The server may have moved since the connection began. */
    private void findServer(final Connection connection, final DirectBuffer frame, final long layout)
    {
        final int slot = neighbours.find(
            PacketLayout.network(layout), NeighbourMessage.vlans(frame, layout),
            connection.translatedDestinationHigh(), connection.translatedDestinationLow());
        if (Neighbours.UNKNOWN != slot)
        {
            connection.place(Connection.SERVER, neighbours.mac(slot), neighbours.port(slot));
        }
    }

    private static boolean isSourceNew(final Connection connection)
    {
        return connection.sourceLow() != connection.translatedSourceLow() ||
            connection.sourceHigh() != connection.translatedSourceHigh();
    }

    private static boolean isPortProtocol(final int protocol)
    {
        return IpProtocol.TCP == protocol || IpProtocol.UDP == protocol || IpProtocol.UDP_LITE == protocol ||
            IpProtocol.DCCP == protocol;
    }

    private long hash(final long high, final long low)
    {
        final long mixed = (low ^ seed ^ high * MIX) * MIX;
        return mixed ^ mixed >>> Integer.SIZE;
    }

    private boolean fail(final DropReason why)
    {
        reason = why;
        return false;
    }
}
