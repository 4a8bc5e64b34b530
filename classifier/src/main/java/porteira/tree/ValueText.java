package porteira.tree;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.PortNames;
import porteira.policy.UInt128;

/** Writes values of fields as a policy would. */
final class ValueText
{
    /** Intervals that are spelt out. */
    private static final int LISTED = 6;

    private static final String[] NETWORKS = { "none", "IPv4", "IPv6", "3" };
    private static final String[] TRANSPORTS = { "no", "ports only", "yes", "3" };
    private static final String[] CONNECTIONS =
        { "invalid", "established", "related", "new", "bit 4", "bit 5", "untracked" };
    private static final String[] FLAGS = { "fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr" };

    private final PortNames ports;

    ValueText(final PortNames ports)
    {
        this.ports = ports;
    }

    /** A value that may be cut out of its field: raw bits and masked values read as numbers in base 16. */
    String of(final Field field, final UInt128 value)
    {
        return field.kind().isRaw() ? "0x" + hex(value) : of(field.kind(), value);
    }

    /** As {@link #of(Kind, IntervalSet)} for a value that may be cut out of its field. */
    String of(final Field field, final IntervalSet set)
    {
        if (!field.kind().isRaw())
        {
            return of(field.kind(), set);
        }
        final List<String> parts = new ArrayList<>();
        for (final Interval interval : set.intervals().subList(0, Math.min(LISTED, set.intervals().size())))
        {
            parts.add("0x" + hex(interval.first()) + (interval.isSingle() ? "" : "-0x" + hex(interval.last())));
        }
        return String.join(", ", parts) + (LISTED < set.intervals().size() ?
            ", and " + (set.intervals().size() - LISTED) + " more" : "");
    }

    String of(final Kind kind, final UInt128 value)
    {
        final int low = (int)value.lo();
        return switch (kind)
        {
            case INGRESS, EGRESS -> ports.name(low);
            case NETWORK -> NETWORKS[low];
            case TRANSPORT -> TRANSPORTS[low];
            case L4_PROTOCOL, IP_PROTOCOL, IP6_NEXT_HEADER -> protocol(low);
            case IP_SOURCE, IP_DESTINATION -> address(ByteBuffer.allocate(4).putInt(low).array());
            case IP6_SOURCE, IP6_DESTINATION ->
                address(ByteBuffer.allocate(16).putLong(value.hi()).putLong(value.lo()).array());
            case ETHER_SOURCE, ETHER_DESTINATION -> mac(value.lo());
            case ETHER_TYPE, ETHER_PROTOCOL -> "0x%04x".formatted(low);
            case TCP_FLAGS -> flags(low);
            case CT_STATE -> connection(low);
            case ETHERNET, PROVEN -> 0 == low ? "no" : "yes";
            default -> value.toString();
        };
    }

    /** All values of a set, shortened where it is long. */
    String of(final Kind kind, final IntervalSet values)
    {
        final List<String> parts = new ArrayList<>();
        if (0 < named(kind))
        {
            for (int value = 0; value < named(kind); value++)
            {
                if (values.contains(0, value))
                {
                    parts.add(of(kind, UInt128.of(value)));
                }
            }
            return parts.isEmpty() ? "any other" : String.join(", ", parts);
        }
        final IntervalSet others = values.complement();
        if (!others.isEmpty() && others.intervals().size() < values.intervals().size())
        {
            return "all but " + of(kind, others);
        }
        for (final Interval interval : values.intervals())
        {
            if (LISTED == parts.size())
            {
                parts.add("and " + (values.intervals().size() - LISTED) + " more");
                break;
            }
            parts.add(of(kind, interval));
        }
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    /** How many values have names, for kinds whose other values do not occur; else 0. */
    private int named(final Kind kind)
    {
        return switch (kind)
        {
            case NETWORK, TRANSPORT -> NETWORKS.length - 1;
            case INGRESS, EGRESS -> ports.names().size();
            default -> 0;
        };
    }

    private String of(final Kind kind, final Interval interval)
    {
        if (interval.isSingle())
        {
            return of(kind, interval.first());
        }
        final UInt128 first = interval.first();
        final UInt128 last = interval.last();
        for (int length = 0; length < kind.bits() && Integer.SIZE <= kind.bits(); length++)
        {
            if (Interval.prefix(first, length, kind.bits()).equals(interval))
            {
                return of(kind, first) + "/" + length;
            }
        }
        return of(kind, first) + "-" + of(kind, last);
    }

    private static String hex(final UInt128 value)
    {
        return 0 == value.hi() ? Long.toHexString(value.lo()) : Long.toHexString(value.hi()) + "%016x".formatted(
            value.lo());
    }

    private static String connection(final int bits)
    {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS.length; i++)
        {
            if (0 != (bits & 1 << i))
            {
                names.add(CONNECTIONS[i]);
            }
        }
        return names.isEmpty() ? "no state" : String.join("|", names);
    }

    private static String protocol(final int number)
    {
        return switch (number)
        {
            case 1 -> "icmp";
            case 4 -> "ipencap";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 41 -> "ipv6";
            case 47 -> "gre";
            case 58 -> "icmpv6";
            default -> Integer.toString(number);
        };
    }

    private static String flags(final int bits)
    {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++)
        {
            if (0 != (bits & 1 << i))
            {
                names.add(FLAGS[i]);
            }
        }
        return names.isEmpty() ? "no flag" : String.join("|", names);
    }

    private static String mac(final long address)
    {
        final StringBuilder text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= Byte.SIZE)
        {
            text.append("%02x".formatted(address >>> shift & 0xFF)).append(0 == shift ? "" : ":");
        }
        return text.toString();
    }

    private static String address(final byte[] bytes)
    {
        try
        {
            final String text = InetAddress.getByAddress(bytes).getHostAddress();
            return 16 == bytes.length ? compressed(text) : text;
        }
        catch (final UnknownHostException exception)
        {
            throw new IllegalArgumentException(exception);
        }
    }

    /** RFC 5952 4.2: the longest run of two or more zero groups becomes {@code ::}, of equal ones the first. */
    private static String compressed(final String groups)
    {
        final String[] words = groups.split(":");
        int best = -1;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < words.length; i++)
        {
            length = "0".equals(words[i]) ? length + 1 : 0;
            if (length > bestLength)
            {
                bestLength = length;
                best = i - length + 1;
            }
        }
        if (0 > best)
        {
            return groups;
        }
        final String head = String.join(":", List.of(words).subList(0, best));
        final String tail = String.join(":", List.of(words).subList(best + bestLength, words.length));
        return head + "::" + tail;
    }
}
