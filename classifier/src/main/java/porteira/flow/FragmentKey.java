package porteira.flow;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * What the fragments of one datagram have in common: source, destination, identification, for IPv4 the protocol (RFC
 * 791 3.2, RFC 8200 4.5); the VLAN tags of the frame; and, inside a tunnel, the ends of the tunnel. Reused.
 */
final class FragmentKey
{
    /** Bytes of a stored key: source 16, destination 16, identification and protocol 8, context 8. */
    static final int LENGTH = 48;

    private static final int VLAN_ID_BITS = 12;
    private static final int IDENTIFICATION_OFFSET = 4;
    private static final int FRAGMENT_IDENTIFICATION_OFFSET = 4;
    private static final long IPV4 = 4;
    private static final long IPV6 = 6;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private long identity;
    private long context;

    /** Start with a frame: what surrounds its outermost packet. */
    void surround(final DirectBuffer frame, final long outermost)
    {
        long tags = 0;
        int offset = EthernetFlyweight.HEADER_LENGTH;
        for (int i = PacketLayout.vlanCount(outermost); i > 0; i--)
        {
            tags = tags << VLAN_ID_BITS | EthernetFlyweight.vlanId(frame, offset);
            offset += EthernetFlyweight.TAG_LENGTH;
        }
        context = tags;
    }

    /** The packets that follow lie inside this one. */
    void enter(final DirectBuffer frame, final long carrier)
    {
        final int ip = PacketLayout.networkOffset(carrier);
        switch (PacketLayout.network(carrier))
        {
            case PacketLayout.NETWORK_IPV4:
                context = mix(context, frame.getLong(ip + Ipv4Flyweight.SOURCE_OFFSET));
                break;

            case PacketLayout.NETWORK_IPV6:
                for (int i = 0; i < 2 * Ipv6Flyweight.ADDRESS_LENGTH; i += Long.BYTES)
                {
                    context = mix(context, frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET + i));
                }
                break;

            default:
                // A PPPoE session or the first MPLS label: both lie in the first four bytes.
                context = mix(context, frame.getInt(ip));
                break;
        }
    }

    /** @param fragmentHeader offset of an IPv6 fragment header; not used for IPv4 */
    void of(final DirectBuffer frame, final long layout, final int fragmentHeader)
    {
        final int ip = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout))
        {
            sourceHigh = 0;
            sourceLow = Ipv4Flyweight.source(frame, ip) & 0xFFFF_FFFFL;
            destinationHigh = 0;
            destinationLow = Ipv4Flyweight.destination(frame, ip) & 0xFFFF_FFFFL;
            identity = (frame.getShort(ip + IDENTIFICATION_OFFSET, BIG_ENDIAN) & 0xFFFFL) << 16 |
                (long)Ipv4Flyweight.protocol(frame, ip) << 8 | IPV4;
            return;
        }
        sourceHigh = frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET, BIG_ENDIAN);
        sourceLow = frame.getLong(ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN);
        destinationHigh = frame.getLong(ip + Ipv6Flyweight.DESTINATION_OFFSET, BIG_ENDIAN);
        destinationLow = frame.getLong(ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES, BIG_ENDIAN);
        identity = (frame.getInt(fragmentHeader + FRAGMENT_IDENTIFICATION_OFFSET, BIG_ENDIAN) & 0xFFFF_FFFFL) << 16 |
            IPV6;
    }

    void write(final MutableDirectBuffer slots, final int at)
    {
        slots.putLong(at, sourceHigh);
        slots.putLong(at + 8, sourceLow);
        slots.putLong(at + 16, destinationHigh);
        slots.putLong(at + 24, destinationLow);
        slots.putLong(at + 32, identity);
        slots.putLong(at + 40, context);
    }

    boolean isAt(final DirectBuffer slots, final int at)
    {
        return identity == slots.getLong(at + 32) && sourceLow == slots.getLong(at + 8) &&
            destinationLow == slots.getLong(at + 24) && sourceHigh == slots.getLong(at) &&
            destinationHigh == slots.getLong(at + 16) && context == slots.getLong(at + 40);
    }

    long hash(final long seed)
    {
        long hash = mix(seed, sourceHigh);
        hash = mix(hash, sourceLow);
        hash = mix(hash, destinationHigh);
        hash = mix(hash, destinationLow);
        hash = mix(hash, identity);
        return mix(hash, context);
    }

    /** As {@link #hash(long)}, of a key that was written. */
    static long hash(final DirectBuffer slots, final int at, final long seed)
    {
        long hash = seed;
        for (int i = 0; i < LENGTH; i += Long.BYTES)
        {
            hash = mix(hash, slots.getLong(at + i));
        }
        return hash;
    }

    private static long mix(final long hash, final long value)
    {
        final long mixed = (hash ^ value) * MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }
}
