package porteira.policy.iptables;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Targets of the table 'nat' with their options, as nft statements. */
final class NatReader
{
    private static final Map<String, Set<Option>> OPTIONS = Map.of(
        "DNAT", EnumSet.of(Option.TO_DESTINATION, Option.RANDOM, Option.PERSISTENT),
        "SNAT", EnumSet.of(Option.TO_SOURCE, Option.RANDOM, Option.RANDOM_FULLY, Option.PERSISTENT),
        "MASQUERADE", EnumSet.of(Option.TO_PORTS, Option.RANDOM, Option.RANDOM_FULLY),
        "REDIRECT", EnumSet.of(Option.TO_PORTS, Option.RANDOM));
    private static final Map<String, List<String>> CHAINS = Map.of(
        "DNAT", List.of("PREROUTING", "OUTPUT"), "REDIRECT", List.of("PREROUTING", "OUTPUT"),
        "SNAT", List.of("POSTROUTING", "INPUT"), "MASQUERADE", List.of("POSTROUTING"));
    private static final Set<Option> ALL = EnumSet.of(Option.TO_DESTINATION, Option.TO_SOURCE, Option.TO_PORTS,
        Option.RANDOM, Option.RANDOM_FULLY, Option.PERSISTENT);

    private final RuleProblems problems;
    private final Place place;
    private final PortReader ports;
    private final AddressReader addresses;
    private final Map<Option, Argument> options = new EnumMap<>(Option.class);

    NatReader(final RuleProblems problems, final Place place)
    {
        this.problems = problems;
        this.place = place;
        this.ports = new PortReader(problems);
        this.addresses = new AddressReader(problems, place.family());
    }

    static Set<String> targets()
    {
        return OPTIONS.keySet();
    }

    /** True if an option belongs here; it is kept then. */
    boolean take(final Argument argument)
    {
        if (!ALL.contains(argument.option()))
        {
            return false;
        }
        options.put(argument.option(), argument);
        return true;
    }

    /** Tells of options that the target does not take. */
    void checkOptions(final String target)
    {
        final Set<Option> known = OPTIONS.getOrDefault(target, Set.of());
        options.values().forEach((argument) ->
        {
            if (!known.contains(argument.option()))
            {
                problems.report(argument.at(), "'" + argument.at().text() + "' needs one of these targets: " +
                    String.join(", ", OPTIONS.keySet().stream().sorted()
                    .filter((name) -> OPTIONS.get(name).contains(argument.option())).toList()));
            }
        });
    }

    /**
     * The statement.
     *
     * @param at     the target's name
     * @param hasPorts true if the rule is about TCP or UDP
     */
    String statement(final Word at, final boolean hasPorts)
    {
        final String name = at.text();
        final boolean isBuiltIn = place.table().chains().contains(place.chain());
        if (Table.NAT != place.table() || isBuiltIn && !CHAINS.get(name).contains(place.chain()))
        {
            problems.report(at, "target '" + name + "' stands in table 'nat', chain " +
                String.join(" or ", CHAINS.get(name)));
        }
        return switch (name)
        {
            case "DNAT" -> translation("dnat", at, Option.TO_DESTINATION, hasPorts);
            case "SNAT" -> translation("snat", at, Option.TO_SOURCE, hasPorts);
            case "REDIRECT" -> ports("redirect", hasPorts);
            default -> ports("masquerade", hasPorts);
        };
    }

    private String ports(final String word, final boolean hasPorts)
    {
        final Argument to = options.get(Option.TO_PORTS);
        if (null == to)
        {
            return word;
        }
        needPorts(to.value(), hasPorts);
        final String range = ports.translated(to.value(), to.value().text());
        return word + (null == range ? "" : " to :" + range);
    }

    private String translation(final String word, final Word at, final Option option, final boolean hasPorts)
    {
        final Argument to = options.get(option);
        if (null == to)
        {
            problems.report(at, "target '" + at.text() + "' needs '" + option.display() + "'");
            return word;
        }
        final String text = to.value().text();
        final int colon = Family.IPV4 == place.family() ? text.indexOf(':') :
            text.startsWith("[") ? text.lastIndexOf("]:") + 1 : text.startsWith(":") && !text.startsWith("::") ? 0 : -1;
        final boolean hasPort = 0 <= colon && ':' == text.charAt(Math.min(colon, text.length() - 1));
        final String address = (hasPort ? text.substring(0, colon) : text).replaceAll("^\\[(.*)\\]$", "$1");
        final String range = address.isEmpty() ? "" : addresses.range(to.value().withText(address));
        String port = "";
        if (hasPort)
        {
            needPorts(to.value(), hasPorts);
            port = ports.translated(to.value(), text.substring(colon + 1));
        }
        if (null == range || null == port)
        {
            return word;
        }
        final boolean isBracketed = Family.IPV6 == place.family() && !range.isEmpty() && !port.isEmpty();
        return word + " " + place.family().word() + " to " + (isBracketed ? "[" + range + "]" : range) +
            (port.isEmpty() ? "" : ":" + port);
    }

    private void needPorts(final Word at, final boolean hasPorts)
    {
        if (!hasPorts)
        {
            problems.report(at, "a port needs '-p tcp' or '-p udp'");
        }
    }

    /** What is said of options that change nothing here; empty if none. */
    String note()
    {
        for (final Option option : List.of(Option.RANDOM, Option.RANDOM_FULLY, Option.PERSISTENT))
        {
            if (options.containsKey(option))
            {
                return "'" + option.display() + "' changes nothing: porteira chooses addresses and ports itself";
            }
        }
        return "";
    }
}
