package porteira.pipeline;

import org.agrona.DirectBuffer;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Tells nearly all frames that no translation can concern from the rest, without the table of connections: a bit for
 * every pair of addresses, source and destination, that a translated connection's frames have had. Bits are never
 * taken back: a wrong yes costs a look into the table, a wrong no would let a frame pass as it is.
 */
final class NatPairs
{
    private static final int WORDS = 1 << 14;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final long SPREAD = 0xC2B2_AE3D_27D4_EB4FL;
    private static final long INT_MASK = 0xFFFF_FFFFL;

    private final long[] bits = new long[WORDS];
    private final long seed;

    /** None yet. @param seed unforeseeable, so that nobody can choose addresses that look translated */
    NatPairs(final long seed)
    {
        this.seed = seed;
    }

    /** From now on frames with these addresses may be concerned. */
    void add(final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow)
    {
        final long hash = hash(sourceHigh, sourceLow, destinationHigh, destinationLow);
        bits[word(hash)] |= 1L << hash;
    }

    /** True if a frame, which is IP, may be concerned. */
    boolean mayContain(final DirectBuffer frame, final long layout)
    {
        final int ip = PacketLayout.networkOffset(layout);
        final long hash = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ?
            hash(0, frame.getInt(ip + Ipv4Flyweight.SOURCE_OFFSET, BIG_ENDIAN) & INT_MASK,
                0, frame.getInt(ip + Ipv4Flyweight.DESTINATION_OFFSET, BIG_ENDIAN) & INT_MASK) :
            hash(frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN),
                frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN),
                frame.getLong(ip + Ipv6Flyweight.DESTINATION_OFFSET, BIG_ENDIAN),
                frame.getLong(ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES, BIG_ENDIAN));
        return 0 != (bits[word(hash)] >>> hash & 1);
    }

    private long hash(
        final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow)
    {
        final long source = (sourceLow ^ seed ^ sourceHigh * SPREAD) * MIX;
        final long both = (source ^ source >>> 29 ^ destinationLow ^ destinationHigh * SPREAD) * MIX;
        return both ^ both >>> 32;
    }

    private static int word(final long hash)
    {
        return (int)(hash >>> 6) & WORDS - 1;
    }
}
