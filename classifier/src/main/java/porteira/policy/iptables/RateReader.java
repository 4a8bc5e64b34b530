package porteira.policy.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code limit}, {@code hashlimit} and {@code connlimit}, in nft's spelling: counts that rules keep. */
final class RateReader
{
    /** What {@code -m limit} means alone (iptables 1.8.9). */
    private static final Rate DEFAULT = new Rate(3, "hour");
    private static final int DEFAULT_BURST = 5;
    private static final int MAX_LIMIT_BURST = 10_000;
    private static final int MAX_BURST = 1_000_000;
    private static final int DEFAULT_SIZE = 65_536;
    private static final List<String> UNITS = List.of("second", "minute", "hour", "day");
    private static final int[] SECONDS = { 1, 60, 3600, 86_400 };

    /** Fastest rates that the kernel's fixed point can hold (XT_LIMIT_SCALE, XT_HASHLIMIT_SCALE_v2). */
    private static final long MAX_LIMIT = 10_000;
    private static final long MAX_HASHLIMIT = 1_000_000;

    /** The kernel counts bytes by 16, in 32 bits; a key lives longer where it has a burst (XT_HASHLIMIT_BYTE_*). */
    private static final long LEAST_BYTES = 16;
    private static final long MAX_BYTES = (1L << 32) - 1;
    private static final int BYTES_EXPIRE_S = 15;
    private static final int BYTES_BURST_EXPIRE_S = 60;
    private static final Pattern BYTES = Pattern.compile("(\\d{1,10})(kb|mb|gb|b)");
    private static final Map<String, Integer> BYTE_SHIFTS = Map.of("b", 0, "kb", 10, "mb", 20, "gb", 30);

    private final RuleProblems problems;
    private final Family family;
    private final List<ImportedSet> sets = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    private Rate limit = DEFAULT;
    private int limitBurst = DEFAULT_BURST;
    private Rate hashlimit;
    private Word hashlimitAt;
    private boolean isAbove;
    private Word hashlimitBurst;
    private String name;
    private List<String> mode = List.of();
    private int sourceMask;
    private int destinationMask;
    private int expireMs;
    private int size = DEFAULT_SIZE;
    private Word connlimitAt;
    private int connections;
    private boolean isConnectionsAbove;
    private int connectionsMask;
    private boolean isByDestination;

    /** A number of packets, or of bytes, in a unit of time. */
    private record Rate(long amount, String unit, boolean isBytes)
    {
        Rate(final long amount, final String unit)
        {
            this(amount, unit, false);
        }

        int seconds()
        {
            return SECONDS[UNITS.indexOf(unit)];
        }

        @Override
        public String toString()
        {
            return (isBytes ? bytes(amount) : amount) + "/" + unit;
        }
    }

    RateReader(final RuleProblems problems, final Family family)
    {
        this.problems = problems;
        this.family = family;
        connectionsMask = family.bits();
        sourceMask = family.bits();
        destinationMask = family.bits();
    }

    /** Sets that the matches name, to be asked for behind them. */
    List<ImportedSet> sets()
    {
        return sets;
    }

    /** What is said of them. */
    List<Note> notes()
    {
        return notes;
    }

    void read(final Argument argument)
    {
        final Word value = argument.values().isEmpty() ? argument.at() : argument.value();
        switch (argument.option())
        {
            case LIMIT -> limit = rate(value, MAX_LIMIT);
            case LIMIT_BURST -> limitBurst = number(value, 1, MAX_LIMIT_BURST);
            case CONNLIMIT_ABOVE, CONNLIMIT_UPTO ->
            {
                connlimitAt = argument.at();
                connections = number(value, 0, Integer.MAX_VALUE);
                isConnectionsAbove = Option.CONNLIMIT_ABOVE == argument.option() != argument.negated();
            }
            case CONNLIMIT_MASK -> connectionsMask = mask(value);
            case CONNLIMIT_SOURCE -> isByDestination = false;
            case CONNLIMIT_DESTINATION -> isByDestination = true;
            default -> hashlimit(argument, value);
        }
    }

    private void hashlimit(final Argument argument, final Word value)
    {
        switch (argument.option())
        {
            case HASHLIMIT_UPTO, HASHLIMIT_ABOVE ->
            {
                hashlimitAt = argument.at();
                hashlimit = BYTES.matcher(value.text().split("/", 2)[0]).matches() ?
                    byteRate(value) : rate(value, MAX_HASHLIMIT);
                isAbove = Option.HASHLIMIT_ABOVE == argument.option() != argument.negated();
            }
            case HASHLIMIT_BURST -> hashlimitBurst = value;
            case HASHLIMIT_NAME -> name = value.text();
            case HASHLIMIT_MODE -> mode = modes(value);
            case HASHLIMIT_SOURCE_MASK -> sourceMask = mask(value);
            case HASHLIMIT_DESTINATION_MASK -> destinationMask = mask(value);
            case HASHLIMIT_EXPIRE -> expireMs = number(value, 1, Integer.MAX_VALUE);
            case HASHLIMIT_MAX -> size = number(value, 1, Integer.MAX_VALUE);
            default -> number(value, 1, Integer.MAX_VALUE);
        }
    }

    /** {@code -m limit}. */
    String limit()
    {
        return "limit rate " + limit + burst(limitBurst);
    }

    /**
     * {@code -m hashlimit}.
     *
     * @param module   where it is asked for
     * @param protocol {@code tcp} or {@code udp}; null if neither is settled
     */
    String hashlimit(final Word module, final String protocol)
    {
        if (null == hashlimit || null == name)
        {
            problems.report(null == hashlimitAt ? module : hashlimitAt, "'-m hashlimit' needs " +
                (null == hashlimit ? "'--hashlimit-upto' or '--hashlimit-above'" : "'--hashlimit-name'"));
            return "";
        }
        final String burst = hashlimit.isBytes() ? byteBurst() :
            burst(null == hashlimitBurst ? DEFAULT_BURST : number(hashlimitBurst, 1, MAX_BURST));
        final String rate = "limit rate " + (isAbove ? "over " : "") + hashlimit + burst;
        final List<String> keys = new ArrayList<>();
        final List<String> types = new ArrayList<>();
        for (final String key : mode)
        {
            final boolean isSource = key.startsWith("src");
            final int mask = isSource ? sourceMask : destinationMask;
            if (key.endsWith("ip"))
            {
                if (0 < mask)
                {
                    keys.add(address(isSource ? "saddr" : "daddr", mask));
                    types.add(type());
                }
            }
            else
            {
                if (null == protocol)
                {
                    problems.report(hashlimitAt, "a hashlimit by port needs '-p tcp' or '-p udp'");
                }
                keys.add(protocol + (isSource ? " sport" : " dport"));
                types.add("inet_service");
            }
        }
        if (keys.isEmpty())
        {
            return rate;
        }
        final String set = family.word() + "_hashlimit_" + name.replaceAll("[^A-Za-z0-9_]", "_");
        final int expireS = !hashlimit.isBytes() ? hashlimit.seconds() :
            burst.isEmpty() ? BYTES_EXPIRE_S : BYTES_BURST_EXPIRE_S;
        final String timeout = 0 == expireMs ? expireS + "s" : expireMs + "ms";
        final String key = String.join(" . ", keys);
        sets.add(new ImportedSet(set, String.join(" . ", types), timeout, size,
            key + " " + hashlimit + burst));
        return "update @" + set + " { " + key + " " + rate + " }";
    }

    /** {@code -m connlimit}. */
    String connlimit(final Word module)
    {
        if (null == connlimitAt)
        {
            problems.report(module, "'-m connlimit' needs '--connlimit-above' or '--connlimit-upto'");
            return "";
        }
        final String count = "ct count " + (isConnectionsAbove ? "over " : "") + connections;
        if (0 == connectionsMask)
        {
            return count;
        }
        sets.add(new ImportedSet("", type(), "", DEFAULT_SIZE, ""));
        return "add " + ImportedSet.OWN + " { " + address(isByDestination ? "daddr" : "saddr", connectionsMask) +
            " " + count + " }";
    }

    private String type()
    {
        return Family.IPV4 == family ? "ipv4_addr" : "ipv6_addr";
    }

    /** One end's address, or a prefix of it. */
    private String address(final String end, final int mask)
    {
        final String address = family.word() + " " + end;
        if (family.bits() == mask)
        {
            return address;
        }
        final boolean isV4 = Family.IPV4 == family;
        final int group = isV4 ? Byte.SIZE : Short.SIZE;
        final List<String> groups = new ArrayList<>();
        for (int bits = mask; groups.size() < family.bits() / group; bits -= group)
        {
            final int ones = Math.clamp(bits, 0, group);
            final int value = (1 << group) - (1 << group - ones);
            groups.add(isV4 ? Integer.toString(value) : Integer.toHexString(value));
        }
        return address + " & " + (isV4 ? String.join(".", groups) :
            String.join(":", groups).replaceFirst("(:0)+$", "::"));
    }

    private static String burst(final int packets)
    {
        return " burst " + packets + " packets";
    }

    /** {@code 5/min}; the unit may be cut short, and is a second if it is missing. */
    private Rate rate(final Word word, final long fastest)
    {
        final String[] parts = word.text().split("/", 2);
        final String unit = 1 == parts.length ? "second" : unit(parts[1].toLowerCase(Locale.ROOT));
        if (!parts[0].matches("\\d{1,9}") || null == unit)
        {
            problems.report(word, "found '" + word.text() + "', expected a rate such as 5/minute (second, minute, " +
                "hour or day)");
            return DEFAULT;
        }
        final Rate rate = new Rate(Long.parseLong(parts[0]), unit);
        if (0 == rate.amount() || fastest * rate.seconds() < rate.amount())
        {
            problems.report(word, "the rate " + rate + " is " + (0 == rate.amount() ? "no rate" :
                "too fast: limit=" + fastest + "/second"));
        }
        return rate;
    }

    /** {@code 512kb/s}; iptables takes what it does not know behind the number for nothing, and counts packets. */
    private Rate byteRate(final Word word)
    {
        final String[] parts = word.text().split("/", 2);
        final long bytes = bytes(parts[0]);
        if (1 == parts.length || parts[1].isEmpty() || !"second".startsWith(parts[1]))
        {
            problems.report(word, "found '" + word.text() + "', which iptables takes for packets: expected '" +
                parts[0] + "/s', a rate of bytes is by the second");
        }
        else if (LEAST_BYTES > bytes || MAX_BYTES < bytes)
        {
            problems.report(word, "the rate of " + bytes + " bytes a second is beyond what hashlimit counts: " +
                LEAST_BYTES + " to " + MAX_BYTES);
        }
        return new Rate(Math.max(1, bytes), "second", true);
    }

    /** So many whole seconds of the rate, as iptables rounds it. */
    private String byteBurst()
    {
        if (null == hashlimitBurst)
        {
            return "";
        }
        final String text = hashlimitBurst.text();
        final long bytes = bytes(text.matches("\\d+") ? text + "b" : text);
        if (hashlimit.amount() > bytes || MAX_BYTES < bytes)
        {
            problems.report(hashlimitBurst, "found '" + text + "', expected a burst of at least what a second " +
                "brings, " + bytes(hashlimit.amount()) + ", such as 2mb");
            return "";
        }
        notes.add(new Note(hashlimitBurst, "the kernel grants a burst of bytes once, until the key expires; here it " +
            "comes back as the key keeps below its rate"));
        final long seconds = (bytes + hashlimit.amount() - 1) / hashlimit.amount();
        return " burst " + bytes(seconds * hashlimit.amount());
    }

    /** Bytes that iptables' spelling stands for; -1 if it is none. */
    private static long bytes(final String text)
    {
        final Matcher bytes = BYTES.matcher(text);
        return bytes.matches() ? Long.parseLong(bytes.group(1)) << BYTE_SHIFTS.get(bytes.group(2)) : -1;
    }

    /** In nft's spelling. */
    private static String bytes(final long bytes)
    {
        return 0 == bytes % (1 << 20) ? (bytes >> 20) + " mbytes" :
            0 == bytes % (1 << 10) ? (bytes >> 10) + " kbytes" : bytes + " bytes";
    }

    private static String unit(final String start)
    {
        for (final String unit : UNITS)
        {
            if (!start.isEmpty() && unit.startsWith(start))
            {
                return unit;
            }
        }
        return null;
    }

    private List<String> modes(final Word word)
    {
        final List<String> modes = List.of(word.text().split(",", -1));
        for (final String key : modes)
        {
            if (!key.matches("(src|dst)(ip|port)"))
            {
                problems.report(word, "found '" + key + "', expected srcip, dstip, srcport or dstport");
                return List.of();
            }
        }
        return modes.stream().distinct().toList();
    }

    private int mask(final Word word)
    {
        return number(word, 0, family.bits());
    }

    private int number(final Word word, final int least, final int most)
    {
        if (word.text().matches("\\d{1,10}"))
        {
            final long number = Long.parseLong(word.text());
            if (least <= number && number <= most)
            {
                return (int)number;
            }
        }
        problems.report(word, "found '" + word.text() + "', expected a number from " + least + " to " + most);
        return least;
    }
}
