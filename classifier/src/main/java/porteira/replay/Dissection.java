package porteira.replay;

import org.agrona.DirectBuffer;
import porteira.wire.AddressText;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.Teredo;
import porteira.wire.TransportFlyweight;
import porteira.wire.Tunnels;

/**
 * What reports say about one frame: link, outermost packet, tunnels within it. One object serves all frames of a run;
 * its values are those of the last {@link #take}. Columns, names and notation are those of {@code replay --tsv},
 * where {@code -} stands for "not there"; see {@link #COLUMNS}.
 */
final class Dissection
{
    /** Columns in the order in which {@link #append} writes them. */
    static final String[] COLUMNS = {
        "caplen", "len", "link", "vlan", "etype", "o_ver", "o_src", "o_dst", "o_frag", "o_fkind", "o_l4", "o_sport",
        "o_dport", "o_tflags", "teredo", "teredo_at", "teredo_port", "teredo_scan", "teredo_hdr", "t_src", "t_dst",
        "t_nxt", "t_fkind", "t_sport", "t_dport", "t_tflags" };

    static final String NONE = "-";
    private static final String[] FRAGMENTS = { NONE, "first", "mid", "last", "atomic" };

    private final LinkWalker walker = new LinkWalker();
    private final TeredoScan scan = new TeredoScan();
    private final StringBuilder text = new StringBuilder();
    private DirectBuffer frame;
    private LinkType link;
    private int captured;
    private long original;
    private long outer;
    private long inner;
    private boolean isUdp;
    private final long[] inside = new long[Tunnels.MAX_DEPTH];
    private int depth;

    /**
     * Look at a frame, which must stay readable until the last value is asked for.
     *
     * @param captured bytes readable
     * @param original bytes it had on the wire
     */
    void take(final LinkType link, final DirectBuffer frame, final int captured, final long original)
    {
        this.link = link;
        this.frame = frame;
        this.captured = captured;
        this.original = original;
        outer = walker.walk(link, frame, captured);
        inner = Teredo.inner(frame, outer, walker.end());
        depth = 0;
        long packet = Tunnels.inner(frame, outer, walker.end());
        while (0 != packet && depth < inside.length)
        {
            inside[depth++] = packet;
            packet = Tunnels.inner(frame, packet, walker.end());
        }
        scan.clear();
        isUdp = IpProtocol.UDP == PacketLayout.protocol(outer) &&
            PacketLayout.TRANSPORT_NONE != PacketLayout.transport(outer);
        if (isUdp && PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(outer))
        {
            final int offset = PacketLayout.transportOffset(outer);
            final int length = TransportFlyweight.udpLength(frame, offset);
            final int end = PacketParser.end(frame, outer, walker.end());
            scan.scan(frame, offset + TransportFlyweight.UDP_HEADER_LENGTH,
                length < TransportFlyweight.UDP_HEADER_LENGTH ? end : Math.min(end, offset + length));
        }
    }

    /** Layout of the outermost packet, wherever it was found. */
    long outer()
    {
        return outer;
    }

    /** Layout of the packet inside Teredo, or 0. */
    long inner()
    {
        return inner;
    }

    /** Packets in each other behind the outermost one, 0..{@link Tunnels#MAX_DEPTH}. */
    int depth()
    {
        return depth;
    }

    /** How a packet is carried, as a policy spells it; {@code level} 1 is carried by the outermost. */
    String tunnel(final int level)
    {
        return Tunnels.word(frame, layout(level - 1));
    }

    /** The value of a column without its prefix, for the packet of a level; level 0 is the outermost. */
    String value(final int level, final String column)
    {
        return packetValue(column, layout(level));
    }

    private long layout(final int level)
    {
        return 0 == level ? outer : inside[level - 1];
    }

    /** The value of one column. */
    String value(final String column)
    {
        return switch (column)
        {
            case "caplen" -> Integer.toString(captured);
            case "len" -> Long.toString(original);
            case "link" -> link.label();
            case "vlan" -> vlans();
            case "etype" -> LinkWalker.NO_TYPE == walker.etherType() ? NONE : hex(walker.etherType());
            case "teredo" -> 0 == inner ? "0" : "1";
            case "teredo_at" -> 0 == inner ? NONE : "outer";
            case "teredo_port" -> 0 != inner && isServerPort() ? "1" : "0";
            case "teredo_scan" -> isUdp ? scan.kind() : NONE;
            case "teredo_hdr" -> isUdp ? scan.headers() : NONE;
            case "t_nxt" -> packetValue("l4", inner);
            default -> column.startsWith("t_") ?
                packetValue(column.substring(2), inner) : packetValue(column.substring(2), outer);
        };
    }

    private String packetValue(final String column, final long layout)
    {
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout))
        {
            return layout != outer || 0 == walker.announced() ? NONE :
                "ver".equals(column) ? "x" : "frag".equals(column) ? "0" : NONE;
        }
        return switch (column)
        {
            case "ver" -> PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout) ? "4" : "6";
            case "src" -> source(layout);
            case "dst" -> destination(layout);
            case "frag" -> isFragment(layout) ? "1" : "0";
            case "fkind" -> FRAGMENTS[PacketLayout.fragment(layout)];
            case "l4" -> Integer.toString(PacketLayout.protocol(layout));
            case "sport" -> hasPorts(layout) ?
                Integer.toString(TransportFlyweight.sourcePort(frame, PacketLayout.transportOffset(layout))) : NONE;
            case "dport" -> hasPorts(layout) ? Integer.toString(
                TransportFlyweight.destinationPort(frame, PacketLayout.transportOffset(layout))) : NONE;
            case "tflags" -> hasFlags(layout) ?
                hex(TransportFlyweight.tcpFlags(frame, PacketLayout.transportOffset(layout))) : NONE;
            default -> throw new IllegalArgumentException("column: " + column);
        };
    }

    private String source(final long layout)
    {
        text.setLength(0);
        AddressText.appendSource(text, frame, layout);
        return text.toString();
    }

    private String destination(final long layout)
    {
        text.setLength(0);
        AddressText.appendDestination(text, frame, layout);
        return text.toString();
    }

    private String vlans()
    {
        text.setLength(0);
        for (int i = 0; i < walker.vlanCount(); i++)
        {
            text.append(0 == i ? "" : ",").append(walker.vlans()[i]);
        }
        return 0 == text.length() ? NONE : text.toString();
    }

    private boolean isServerPort()
    {
        final int offset = PacketLayout.transportOffset(outer);
        return Teredo.SERVER_PORT == TransportFlyweight.sourcePort(frame, offset) ||
            Teredo.SERVER_PORT == TransportFlyweight.destinationPort(frame, offset);
    }

    private static boolean isFragment(final long layout)
    {
        final int kind = PacketLayout.fragment(layout);
        return PacketLayout.FRAGMENT_NONE != kind && PacketLayout.FRAGMENT_ATOMIC != kind;
    }

    private static boolean hasPorts(final long layout)
    {
        final int protocol = PacketLayout.protocol(layout);
        return PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) &&
            IpProtocol.ICMP != protocol && IpProtocol.ICMPV6 != protocol;
    }

    /** Flags are shown where their bytes are there, although no policy trusts a TCP header that is cut behind them. */
    private boolean hasFlags(final long layout)
    {
        final int flagsEnd = PacketLayout.transportOffset(layout) + TransportFlyweight.TCP_FLAGS_OFFSET + Short.BYTES;
        return IpProtocol.TCP == PacketLayout.protocol(layout) &&
            PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) &&
            flagsEnd <= PacketParser.end(frame, layout, walker.end());
    }

    private static String hex(final int value)
    {
        return "0x" + Integer.toHexString(0x10000 | value & 0xFFFF).substring(1);
    }
}
