package porteira.flow;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.TransportFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Gives packets other ends, in place: addresses, ports of TCP, UDP, UDP-Lite and DCCP, identifiers of ICMP echo, and
 * every checksum that covers them, updated by what changed (RFC 1624), so that a packet that was damaged before stays
 * so. ICMP errors are translated with the packet that they quote (RFC 5508 4.2). One per lane; nothing is allocated.
 * <p>
 * Only the outermost packet of a frame can be translated: the checksum of a tunnel around it would not follow. A
 * checksum that the sender left to a NIC is completed on the way ({@link Checksums#completeIfPartial}).
 */
public final class NatRewriter
{
    private static final int ICMP_IDENTIFIER_OFFSET = 4;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;
    private static final int TIMESTAMP_REQUEST = 13;
    private static final int TIMESTAMP_REPLY = 14;
    private static final int ICMPV6_ECHO_REQUEST = 128;
    private static final int ICMPV6_ECHO_REPLY = 129;
    private static final int MAC_HIGH_SHIFT = 32;

    private final Translation inside = new Translation();

    /** One that has nothing to remember. */
    public NatRewriter()
    {
    }

    /**
     * Translate a packet. Of later fragments the addresses are translated; the checksum in their first fragment covers
     * all of them and is updated there. An ICMP error that travels to a translated end gets the same translation as any
     * other packet to that end, and the packet it quotes the opposite one; as in netfilter its source becomes the new
     * source whichever host on that side reports the error.
     *
     * @param length what the layout was made with
     * @param layout of the frame's outermost packet
     * @return false, with nothing written, where the packet cannot be translated: no IP; its ports are asked for but
     * not there; SCTP ports, which a CRC covers; an ICMP error whose quotation cannot be read; a routing header that
     * hides the destination
     */
    public boolean rewrite(
        final MutableDirectBuffer frame, final int length, final long layout, final Translation to)
    {
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout) || ExtensionChain.isRouted(frame, layout))
        {
            return false;
        }
        if (isLaterFragment(layout))
        {
            addresses(frame, layout, to);
            return true;
        }
        if (IcmpErrors.isError(frame, layout))
        {
            return error(frame, length, layout, to);
        }
        if (!isTransportThere(layout, to))
        {
            return false;
        }

        Checksums.completeIfPartial(frame, length, layout);
        final long change = addresses(frame, layout, to);
        transport(frame, layout, to, change);
        return true;
    }

    /** Give a frame another destination MAC, its low 48 bits in network order. */
    public static void destinationMac(final MutableDirectBuffer frame, final long mac)
    {
        putMac(frame, EthernetFlyweight.DESTINATION_OFFSET, mac);
    }

    /** Give a frame another source MAC. */
    public static void sourceMac(final MutableDirectBuffer frame, final long mac)
    {
        putMac(frame, EthernetFlyweight.SOURCE_OFFSET, mac);
    }

    private static void putMac(final MutableDirectBuffer frame, final int offset, final long mac)
    {
        frame.putShort(offset, (short)(mac >>> MAC_HIGH_SHIFT), BIG_ENDIAN);
        frame.putInt(offset + Short.BYTES, (int)mac, BIG_ENDIAN);
    }

    private static boolean isLaterFragment(final long layout)
    {
        final int fragment = PacketLayout.fragment(layout);
        return PacketLayout.FRAGMENT_MIDDLE == fragment || PacketLayout.FRAGMENT_LAST == fragment;
    }

    /** True where what must be written of the transport header can be. */
    private static boolean isTransportThere(final long layout, final Translation to)
    {
        final int protocol = PacketLayout.protocol(layout);
        if (IpProtocol.SCTP == protocol)
        {
            return Translation.KEEP_PORT == to.sourcePort && Translation.KEEP_PORT == to.destinationPort;
        }
        return Checksums.NO_CHECKSUM == Checksums.field(protocol) ||
            PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout);
    }

    /** @return what the addresses add to a sum; the IPv4 header checksum has it already */
    private static long addresses(final MutableDirectBuffer frame, final long layout, final Translation to)
    {
        final int ip = PacketLayout.networkOffset(layout);
        if (PacketLayout.NETWORK_IPV6 == PacketLayout.network(layout))
        {
            long change = 0;
            if (to.hasSource)
            {
                change = putIpv6(frame, ip + Ipv6Flyweight.SOURCE_OFFSET, to.sourceHigh, to.sourceLow);
            }
            if (to.hasDestination)
            {
                change += putIpv6(
                    frame, ip + Ipv6Flyweight.DESTINATION_OFFSET, to.destinationHigh, to.destinationLow);
            }
            return change;
        }

        long change = 0;
        if (to.hasSource)
        {
            change = putIpv4(frame, ip + Ipv4Flyweight.SOURCE_OFFSET, (int)to.sourceLow);
        }
        if (to.hasDestination)
        {
            change += putIpv4(frame, ip + Ipv4Flyweight.DESTINATION_OFFSET, (int)to.destinationLow);
        }
        updateChecksum(frame, ip + Checksums.IPV4_CHECKSUM_OFFSET, change, false);
        return change;
    }

    /** Ports or identifier, and the checksum. */
    private static void transport(
        final MutableDirectBuffer frame, final long layout, final Translation to, final long addressChange)
    {
        final int protocol = PacketLayout.protocol(layout);
        final int field = Checksums.field(protocol);
        if (Checksums.NO_CHECKSUM == field)
        {
            return;
        }
        final int offset = PacketLayout.transportOffset(layout);
        final long change = ends(frame, protocol, offset, to) + (IpProtocol.ICMP == protocol ? 0 : addressChange);
        if (IpProtocol.UDP != protocol || 0 != frame.getShort(offset + field))
        {
            updateChecksum(frame, offset + field, change, Checksums.hasNoZero(protocol));
        }
    }

    /** @return what ports or identifier add to a sum */
    private static long ends(
        final MutableDirectBuffer frame, final int protocol, final int offset, final Translation to)
    {
        if (IpProtocol.ICMP == protocol || IpProtocol.ICMPV6 == protocol)
        {
            final int port = identifier(frame.getByte(offset) & 0xFF, protocol, to);
            return Translation.KEEP_PORT == port ? 0 : putPort(frame, offset + ICMP_IDENTIFIER_OFFSET, port);
        }
        long change = 0;
        if (Translation.KEEP_PORT != to.sourcePort)
        {
            change = putPort(frame, offset + TransportFlyweight.SOURCE_PORT_OFFSET, to.sourcePort);
        }
        if (Translation.KEEP_PORT != to.destinationPort)
        {
            change += putPort(frame, offset + TransportFlyweight.DESTINATION_PORT_OFFSET, to.destinationPort);
        }
        return change;
    }

    /** The identifier stands for the port of the end that asks. */
    private static int identifier(final int type, final int protocol, final Translation to)
    {
        if (IpProtocol.ICMP == protocol)
        {
            switch (type)
            {
                case ECHO_REQUEST:
                case TIMESTAMP_REQUEST:
                    return to.sourcePort;

                case ECHO_REPLY:
                case TIMESTAMP_REPLY:
                    return to.destinationPort;

                default:
                    return Translation.KEEP_PORT;
            }
        }
        return ICMPV6_ECHO_REQUEST == type ? to.sourcePort :
            ICMPV6_ECHO_REPLY == type ? to.destinationPort : Translation.KEEP_PORT;
    }

    private boolean error(
        final MutableDirectBuffer frame, final int length, final long layout, final Translation to)
    {
        final long quoted = IcmpErrors.quoted(frame, layout, length);
        inside.quotedBy(to);
        if (0 == quoted || PacketLayout.TRANSPORT_HEADER != PacketLayout.transport(layout) ||
            !isQuotedThere(quoted, inside))
        {
            return false;
        }

        final long outer = addresses(frame, layout, to);
        final long pseudo = IpProtocol.ICMPV6 == PacketLayout.protocol(layout) ? outer : 0;
        updateChecksum(
            frame, PacketLayout.transportOffset(layout) + Checksums.ICMP_CHECKSUM_OFFSET,
            pseudo + quotation(frame, quoted, PacketLayout.transportOffset(quoted), inside), false);
        return true;
    }

    /** True where what must be written is there: four bytes of a quoted header hold its ports. */
    private static boolean isQuotedThere(final long quoted, final Translation to)
    {
        final int protocol = PacketLayout.protocol(quoted);
        if (Translation.KEEP_PORT == to.sourcePort && Translation.KEEP_PORT == to.destinationPort ||
            isLaterFragment(quoted))
        {
            return true;
        }
        if (Checksums.NO_CHECKSUM == Checksums.field(protocol))
        {
            return IpProtocol.SCTP != protocol;
        }
        return isIdentifier(protocol) ? PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(quoted) :
            PacketLayout.TRANSPORT_NONE != PacketLayout.transport(quoted);
    }

    /** @return what the quoted packet, checksums included, adds to the sum of the message around it */
    private static long quotation(
        final MutableDirectBuffer frame, final long quoted, final int offset, final Translation to)
    {
        final int headerChecksum = PacketLayout.networkOffset(quoted) + Checksums.IPV4_CHECKSUM_OFFSET;
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(quoted);
        final int before = isIpv4 ? frame.getShort(headerChecksum, BIG_ENDIAN) : 0;
        final long addresses = addresses(frame, quoted, to);
        final int after = isIpv4 ? frame.getShort(headerChecksum, BIG_ENDIAN) : 0;
        final long network = addresses + shortChange(before, after);

        final int protocol = PacketLayout.protocol(quoted);
        final int field = Checksums.field(protocol);
        final boolean isHeaderThere = PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(quoted);
        if (isLaterFragment(quoted) || Checksums.NO_CHECKSUM == field ||
            PacketLayout.TRANSPORT_NONE == PacketLayout.transport(quoted) || isIdentifier(protocol) && !isHeaderThere)
        {
            return network;
        }
        final long ends = ends(frame, protocol, offset, to);
        if (!isHeaderThere || IpProtocol.UDP == protocol && 0 == frame.getShort(offset + field))
        {
            return network + ends;
        }
        final int checksum = frame.getShort(offset + field, BIG_ENDIAN);
        updateChecksum(frame, offset + field,
            ends + (IpProtocol.ICMP == protocol ? 0 : addresses), Checksums.hasNoZero(protocol));
        return network + ends + shortChange(checksum, frame.getShort(offset + field, BIG_ENDIAN));
    }

    private static boolean isIdentifier(final int protocol)
    {
        return IpProtocol.ICMP == protocol || IpProtocol.ICMPV6 == protocol;
    }

    private static void updateChecksum(
        final MutableDirectBuffer frame, final int offset, final long change, final boolean hasNoZero)
    {
        if (0 != change)
        {
            final int checksum = Checksums.update(shortAt(frame, offset), change);
            Checksums.putShort(frame, offset, 0 == checksum && hasNoZero ? 0xFFFF : checksum);
        }
    }

    private static long putIpv4(final MutableDirectBuffer frame, final int offset, final int address)
    {
        final int before = frame.getInt(offset, BIG_ENDIAN);
        frame.putInt(offset, address, BIG_ENDIAN);
        return Checksums.change(before, address);
    }

    private static long putIpv6(final MutableDirectBuffer frame, final int offset, final long high, final long low)
    {
        final long beforeHigh = frame.getLong(offset, BIG_ENDIAN);
        final long beforeLow = frame.getLong(offset + Long.BYTES, BIG_ENDIAN);
        frame.putLong(offset, high, BIG_ENDIAN);
        frame.putLong(offset + Long.BYTES, low, BIG_ENDIAN);
        return Checksums.change(beforeHigh, high) + Checksums.change(beforeLow, low);
    }

    private static long putPort(final MutableDirectBuffer frame, final int offset, final int port)
    {
        final int before = shortAt(frame, offset);
        Checksums.putShort(frame, offset, port);
        return Checksums.change(before, port & 0xFFFF);
    }

    private static long shortChange(final int before, final int after)
    {
        return before == after ? 0 : Checksums.change(before & 0xFFFF, after & 0xFFFF);
    }

    private static int shortAt(final DirectBuffer frame, final int offset)
    {
        return frame.getShort(offset, BIG_ENDIAN) & 0xFFFF;
    }
}
