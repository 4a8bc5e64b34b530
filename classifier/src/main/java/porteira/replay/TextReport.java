package porteira.replay;

import porteira.wire.Malformed;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/**
 * A line a frame: {@code file:frame verdict rule  source -> destination protocol}, and what is worth a word: VLANs,
 * fragments, what tunnels carry, malformation.
 */
final class TextReport implements FrameReport
{
    private final Writer out;
    private final StringBuilder line = new StringBuilder();

    TextReport(final Writer out)
    {
        this.out = out;
    }

    @Override
    public void start()
    {
    }

    @Override
    public void frame(final JudgedFrame frame) throws IOException
    {
        final Dissection dissection = frame.dissection;
        line.setLength(0);
        line.append(frame.file).append(':').append(frame.number).append(' ');
        line.append(frame.verdict.name().toLowerCase(Locale.ROOT)).append(' ').append(frame.rule).append("  ");
        if (Dissection.NONE.equals(dissection.value("o_src")))
        {
            line.append(dissection.value("link").toLowerCase(Locale.ROOT));
            note("", dissection.value("etype"));
        }
        else
        {
            packet(dissection, 0);
            line.append(switch (dissection.value("etype"))
            {
                case "0x8864" -> " in pppoe";
                case "0x8847", "0x8848" -> " in mpls";
                default -> "";
            });
        }
        note("vlan ", dissection.value("vlan"));
        for (int level = 1; level <= dissection.depth(); level++)
        {
            line.append("  ").append(dissection.tunnel(level)).append(' ');
            packet(dissection, level);
        }
        if (Malformed.NONE != frame.malformed)
        {
            line.append("  malformed ").append(frame.malformed.label());
        }
        out.append(line.append('\n'));
    }

    @Override
    public void finish() throws IOException
    {
        out.flush();
    }

    private void packet(final Dissection dissection, final int level)
    {
        end(dissection.value(level, "src"), dissection.value(level, "sport"));
        line.append(" -> ");
        end(dissection.value(level, "dst"), dissection.value(level, "dport"));
        line.append(' ').append(name(dissection.value(level, "l4")));
        note("flags ", dissection.value(level, "tflags"));
        note("fragment ", dissection.value(level, "fkind"));
    }

    private void end(final String address, final String port)
    {
        if (Dissection.NONE.equals(port))
        {
            line.append(address);
        }
        else if (address.indexOf(':') < 0)
        {
            line.append(address).append(':').append(port);
        }
        else
        {
            line.append('[').append(address).append("]:").append(port);
        }
    }

    private void note(final String label, final String value)
    {
        if (!Dissection.NONE.equals(value))
        {
            line.append(' ').append(label).append(value);
        }
    }

    private static String name(final String protocol)
    {
        return switch (protocol)
        {
            case "1" -> "icmp";
            case "2" -> "igmp";
            case "4" -> "ipip";
            case "6" -> "tcp";
            case "17" -> "udp";
            case "33" -> "dccp";
            case "41" -> "6in4";
            case "47" -> "gre";
            case "50" -> "esp";
            case "51" -> "ah";
            case "58" -> "icmpv6";
            case "59" -> "no-next-header";
            case "132" -> "sctp";
            case "136" -> "udplite";
            default -> "protocol " + protocol;
        };
    }
}
