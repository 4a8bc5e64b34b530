package porteira.wire;

import org.agrona.DirectBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What must hold of every layout, whatever the bytes. */
public final class Layouts
{
    private static final int MIN_TRANSPORT_PORTS = 4;

    private Layouts()
    {
    }

    /** Fail where the layout of {@code frame}'s first {@code length} bytes promises what is not there. */
    public static void verify(final DirectBuffer frame, final int length, final long layout)
    {
        final int network = PacketLayout.network(layout);
        final int networkOffset = PacketLayout.networkOffset(layout);
        final int transport = PacketLayout.transport(layout);
        final int transportOffset = PacketLayout.transportOffset(layout);
        final int end = PacketParser.end(frame, layout, length);

        assertTrue(networkOffset <= length && end <= length, "network within frame");
        assertTrue(PacketLayout.malformed(layout) < Malformed.count(), "known reason");
        assertTrue(PacketLayout.vlanCount(layout) <= PacketParser.MAX_VLAN_TAGS, "tags");
        if (PacketLayout.NETWORK_NONE == network)
        {
            assertTrue(PacketLayout.TRANSPORT_NONE == transport && 0 == PacketLayout.protocol(layout) &&
                PacketLayout.FRAGMENT_NONE == PacketLayout.fragment(layout), "nothing without network");
            return;
        }

        final int headerLength = PacketLayout.NETWORK_IPV4 == network ?
            Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH;
        assertTrue(networkOffset + headerLength <= transportOffset && transportOffset <= length,
            "transport after network");
        if (PacketLayout.TRANSPORT_NONE != transport)
        {
            final int needed = PacketLayout.TRANSPORT_PORTS == transport ?
                MIN_TRANSPORT_PORTS : headerLength(PacketLayout.protocol(layout));
            assertTrue(transportOffset + needed <= end, "transport within packet");
            assertTrue(PacketLayout.FRAGMENT_MIDDLE != PacketLayout.fragment(layout) &&
                PacketLayout.FRAGMENT_LAST != PacketLayout.fragment(layout), "no transport in later fragments");
        }
    }

    /** The same for all packets inside, in every tunnel that might be there. */
    public static void verifyInner(final DirectBuffer frame, final int length, final long layout)
    {
        long carrier = layout;
        for (int depth = 0; depth <= Tunnels.MAX_DEPTH && (0 == depth || 0 != carrier); depth++)
        {
            final long inner = Tunnels.inner(frame, carrier, length);
            final long[] kinds = {
                Teredo.inner(frame, carrier, length), IpInIp.ipv6(frame, carrier, length),
                IpInIp.ipv4(frame, carrier, length), Gre.inner(frame, carrier, length),
                Pppoe.inner(frame, carrier, length), Mpls.inner(frame, carrier, length) };
            int found = 0;
            for (final long kind : kinds)
            {
                assertTrue(0 == kind || kind == inner, "any tunnel is this tunnel");
                found += 0 == kind ? 0 : 1;
            }
            assertTrue(found == (0 == inner ? 0 : 1), "one tunnel at most");
            if (0 != inner)
            {
                assertTrue(PacketLayout.NETWORK_NONE != PacketLayout.network(inner), "inner packet is IP");
                assertTrue(PacketLayout.networkOffset(inner) > PacketLayout.networkOffset(carrier), "inner is behind");
            }
            if (0 != kinds[0])
            {
                Teredo.isProven(frame, carrier, inner);
            }
            Layouts.verify(frame, length, inner);
            carrier = inner;
        }
    }

    private static int headerLength(final int protocol)
    {
        return switch (protocol)
        {
            case IpProtocol.TCP -> 20;
            case IpProtocol.SCTP, IpProtocol.DCCP -> 12;
            default -> 8;
        };
    }

    /** One line for a failure's message. */
    public static String text(final long layout)
    {
        return "network=%d@%d protocol=%d transport=%d@%d fragment=%d vlans=%d malformed=%s".formatted(
            PacketLayout.network(layout), PacketLayout.networkOffset(layout), PacketLayout.protocol(layout),
            PacketLayout.transport(layout), PacketLayout.transportOffset(layout), PacketLayout.fragment(layout),
            PacketLayout.vlanCount(layout), Malformed.of(layout).label());
    }
}
