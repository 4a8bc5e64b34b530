package porteira.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import porteira.flow.FlowInfo;
import porteira.flow.TcpState;

/** Which connections are meant: those to which everything given applies. */
final class FlowsFilter
{
    private static final Map<String, Integer> PROTOCOLS = Map.of(
        "icmp", 1, "tcp", 6, "udp", 17, "gre", 47, "esp", 50, "icmpv6", 58, "sctp", 132, "udplite", 136);
    private static final int PROTOCOL_MAX = 255;
    private static final int PORT_MAX = 65_535;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int ANY = -1;

    @Option(names = "--address", paramLabel = "ADDR[/LEN]", description = "Either end, also behind a translation.")
    private String address;

    @Option(names = "--port", paramLabel = "PORT", description = "Either end's, also behind a translation.")
    private Integer port;

    @Option(names = "--protocol", paramLabel = "NAME", description = "tcp, udp, icmp, icmpv6, ..., or a number.")
    private String protocol;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "TCP state as netfilter calls it (syn_sent, established, time_wait, ...), or unreplied, assured.")
    private String state;

    private boolean isIpv6;
    private int prefixLength;
    private long prefixHigh;
    private long prefixLow;
    private int protocolNumber = ANY;
    private int tcpState = ANY;

    /** Name of a protocol, its number where it has none here. */
    static String protocolName(final int number)
    {
        for (final Map.Entry<String, Integer> entry : PROTOCOLS.entrySet())
        {
            if (number == entry.getValue())
            {
                return entry.getKey();
            }
        }
        return Integer.toString(number);
    }

    /** Read what was given. */
    void prepare(final CommandSpec spec)
    {
        if (null != address)
        {
            readPrefix(spec);
        }
        if (null != port && (port < 0 || port > PORT_MAX))
        {
            throw wrong(spec, "--port", Integer.toString(port), "0.." + PORT_MAX);
        }
        if (null != protocol)
        {
            final Integer number = PROTOCOLS.get(protocol.toLowerCase(Locale.ROOT));
            protocolNumber = null != number ? number : number(spec, "--protocol", protocol, PROTOCOL_MAX);
        }
        if (null != state && !isWord("unreplied") && !isWord("assured"))
        {
            tcpState = TcpState.ofText(state);
            if (ANY == tcpState)
            {
                throw wrong(spec, "--state", state, "a TCP state such as established, or unreplied, assured");
            }
        }
    }

    boolean matches(final FlowInfo flow)
    {
        return (ANY == protocolNumber || protocolNumber == flow.protocol()) && hasState(flow) &&
            (hasEnd(flow.source()) || hasEnd(flow.destination()) || null != flow.translation() &&
            (hasEnd(flow.translation().source()) || hasEnd(flow.translation().destination())));
    }

    private boolean hasState(final FlowInfo flow)
    {
        if (null == state)
        {
            return true;
        }
        return ANY == tcpState ? isWord("assured") ? flow.isAssured() : !flow.isAnswered() :
            PROTOCOLS.get("tcp") == flow.protocol() && tcpState == flow.state();
    }

    private boolean hasEnd(final FlowInfo.End end)
    {
        return (null == port || port == end.port()) && (null == address ||
            end.address().contains(":") == isIpv6 && isInPrefix(end));
    }

    private boolean isInPrefix(final FlowInfo.End end)
    {
        final int length = prefixLength + (isIpv6 ? 0 : IPV6_BITS - IPV4_BITS);
        final long highMask = 0 == length ? 0 : -1L << Math.max(0, Long.SIZE - length);
        final long lowMask = length <= Long.SIZE ? 0 : -1L << (IPV6_BITS - length);
        return 0 == ((end.high() ^ prefixHigh) & highMask) && 0 == ((end.low() ^ prefixLow) & lowMask);
    }

    private void readPrefix(final CommandSpec spec)
    {
        final int slash = address.indexOf('/');
        final InetAddress parsed;
        try
        {
            parsed = InetAddress.ofLiteral(slash < 0 ? address : address.substring(0, slash));
        }
        catch (final IllegalArgumentException e)
        {
            throw wrong(spec, "--address", address, "an IPv4 or IPv6 address, perhaps with /LENGTH");
        }
        isIpv6 = !(parsed instanceof Inet4Address);
        final ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
        prefixHigh = isIpv6 ? bytes.getLong() : 0;
        prefixLow = isIpv6 ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
        final int bits = isIpv6 ? IPV6_BITS : IPV4_BITS;
        prefixLength = slash < 0 ? bits : number(spec, "--address", address.substring(slash + 1), bits);
    }

    private boolean isWord(final String word)
    {
        return word.equalsIgnoreCase(state);
    }

    private static int number(final CommandSpec spec, final String option, final String text, final int most)
    {
        try
        {
            final int number = Integer.parseInt(text);
            if (number >= 0 && number <= most)
            {
                return number;
            }
        }
        catch (final NumberFormatException e)
        {
            throw wrong(spec, option, text, "0.." + most);
        }
        throw wrong(spec, option, text, "0.." + most);
    }

    private static ParameterException wrong(
        final CommandSpec spec, final String option, final String found, final String expected)
    {
        return new ParameterException(spec.commandLine(), option + ": found " + found + ", expected " + expected);
    }
}
