package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the matches and the target of one rule. Every part is read even if another is refused. */
final class RuleReader
{
    /** {@link PortReader#protocol}: reported already. */
    private static final int UNREADABLE = -1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final Set<String> COUNTING = Set.of("limit", "hashlimit", "connlimit");
    private static final Set<String> MODULES = Set.of("tcp", "udp", "icmp", "icmp6", "icmpv6", "multiport", "comment",
        "mac", "physdev", "iprange", "state", "conntrack", "u32", "limit", "hashlimit", "connlimit");
    private static final Set<Option> REPEATABLE = EnumSet.of(Option.MODULE, Option.COMMENT, Option.SOURCE_PORTS,
        Option.DESTINATION_PORTS, Option.EITHER_PORTS, Option.U32);

    private final RuleProblems problems;
    private final Place place;
    private final Family family;
    private final Word command;
    private final PortReader ports;
    private final InterfaceReader interfaces;
    private final AddressReader addresses;
    private final StateReader states;
    private final RateReader rates;
    private final U32Reader u32;
    private final TargetReader target;

    private final Set<Option> seen = EnumSet.noneOf(Option.class);
    private final Map<String, Word> modules = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** Of the IP header and what carries it: always asked first. */
    private final List<String> header = new ArrayList<>();

    /** Of extensions, in the order in which iptables asks them: counts change with what is asked before. */
    private final List<Supplier<String>> extensions = new ArrayList<>();

    /** Matches of which one must hold. */
    private List<String> choices = List.of();
    private int protocol;
    private boolean isNotProtocol;
    private Word protocolAt;
    private boolean lacksProtocol;
    private boolean isTransportFirst;
    private boolean isCounting;
    private String comment = "";
    private String absence = "";

    RuleReader(final RuleProblems problems, final Bridge bridge, final Word command, final Place place)
    {
        this.problems = problems;
        this.place = place;
        this.family = place.family();
        this.command = command;
        this.ports = new PortReader(problems);
        this.interfaces = new InterfaceReader(problems, bridge);
        this.addresses = new AddressReader(problems, family);
        this.states = new StateReader(problems);
        this.rates = new RateReader(problems, family);
        this.u32 = new U32Reader(problems, family);
        this.target = new TargetReader(problems, place);
    }

    /** The rule, to be used only if nothing was reported. */
    ImportedRule read(final List<Argument> arguments)
    {
        for (final Argument argument : arguments)
        {
            if (null == argument.option())
            {
                unknown(argument);
            }
            else
            {
                if (!seen.add(argument.option()) && !REPEATABLE.contains(argument.option()))
                {
                    problems.report(argument.at(), "'" + argument.at().text() + "' is given twice");
                }
                read(argument);
            }
        }
        final List<String> matches = matches();
        final Target end = target.target(is(TCP), is(TCP) || is(UDP));
        final String apart = matches.getFirst().replaceAll(" ?ip6? u32 (!= )?\"[^\"]*\"| ?udp dport \\S+", "");
        final List<Note> notes = new ArrayList<>(target.notes());
        notes.addAll(rates.notes());
        notes.addAll(u32.notes(apart, end.isChain() || Target.Kind.RETURN == end.kind() ? "" : end.text()));
        return new ImportedRule(command, matches, end, comment, absence, rates.sets(), notes);
    }

    private void read(final Argument argument)
    {
        switch (argument.option())
        {
            case PROTOCOL -> protocol(argument);
            case SOURCE -> address("saddr", argument);
            case DESTINATION -> address("daddr", argument);
            case IN_INTERFACE -> port("iifname", argument, "OUTPUT", "POSTROUTING");
            case OUT_INTERFACE -> port("oifname", argument, "INPUT", "PREROUTING");
            case FRAGMENT -> problems.report(argument.at(),
                "'-f' is not supported: policies do not read where a fragment belongs");
            case MODULE -> module(argument.value());
            case COMMENT -> comment(argument);
            case MAC_SOURCE -> mac(argument);
            case PHYSDEV_IN, PHYSDEV_OUT, PHYSDEV_IS_BRIDGED -> physdev(argument);
            case SOURCE_RANGE -> addressRange("saddr", argument);
            case DESTINATION_RANGE -> addressRange("daddr", argument);
            case STATE -> extension("state", argument, states.match(argument));
            case CT_STATE -> extension("conntrack", argument, states.match(argument));
            case U32 -> extension("u32", argument, u32.match(argument));
            case LIMIT, LIMIT_BURST -> count("limit", argument);
            case HASHLIMIT_UPTO, HASHLIMIT_ABOVE, HASHLIMIT_MODE, HASHLIMIT_BURST, HASHLIMIT_NAME,
                HASHLIMIT_SOURCE_MASK, HASHLIMIT_DESTINATION_MASK, HASHLIMIT_EXPIRE, HASHLIMIT_MAX, HASHLIMIT_SIZE,
                HASHLIMIT_COLLECT -> count("hashlimit", argument);
            case CONNLIMIT_ABOVE, CONNLIMIT_UPTO, CONNLIMIT_MASK, CONNLIMIT_SOURCE, CONNLIMIT_DESTINATION ->
                count("connlimit", argument);
            default -> transport(argument);
        }
    }

    private void transport(final Argument argument)
    {
        switch (argument.option())
        {
            case SOURCE_PORT -> portNumber("sport", argument);
            case DESTINATION_PORT -> portNumber("dport", argument);
            case SYN, TCP_FLAGS -> flags(argument);
            case SOURCE_PORTS -> multiport("sport", argument);
            case DESTINATION_PORTS -> multiport("dport", argument);
            case EITHER_PORTS -> eitherPorts(argument);
            case ICMP_TYPE -> icmp(argument, ICMP, Family.IPV4);
            case ICMPV6_TYPE -> icmp(argument, ICMPV6, Family.IPV6);
            default -> target.read(argument);
        }
    }

    private void protocol(final Argument argument)
    {
        final int number = ports.protocol(argument.value());
        if (0 == number && argument.negated())
        {
            problems.report(argument.at(), "'! -p all' never matches");
        }
        protocol = number;
        isNotProtocol = argument.negated();
        protocolAt = argument.at();
    }

    private void address(final String key, final Argument argument)
    {
        final String list = addresses.list(argument.value());
        if (null != list && list.isEmpty() && argument.negated())
        {
            problems.report(argument.at(), "'! " + argument.at().text() + " " + argument.value().text() +
                "' never matches");
        }
        else if (null != list && argument.negated() && argument.value().text().contains(","))
        {
            problems.report(argument.value(), "'!' takes one address, not a list");
        }
        else if (null != list && !list.isEmpty())
        {
            header.add(compare(family.word() + " " + key, argument, list));
        }
    }

    private void addressRange(final String key, final Argument argument)
    {
        final String range = addresses.range(argument.value());
        extension("iprange", argument, null == range ? null : compare(family.word() + " " + key, argument, range));
    }

    private static String compare(final String key, final Argument argument, final String value)
    {
        return key + (argument.negated() ? " != " : " ") + value;
    }

    private void extension(final String module, final Argument argument, final String match)
    {
        needModule(module, argument);
        if (null != match)
        {
            extensions.add(() -> match);
        }
    }

    private void count(final String module, final Argument argument)
    {
        needModule(module, argument);
        rates.read(argument);
    }

    private void port(final String key, final Argument argument, final String... without)
    {
        if (place.isIn(without))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' can not stand in chain " + place.chain());
            return;
        }
        final InterfaceReader.Found found = interfaces.read(argument.value(), argument.negated());
        if (found.isNever())
        {
            absence = "interface 'lo' is inside a machine: none of its packets crosses the bridge";
        }
        else if (null != found.value())
        {
            header.add(compare(key, argument, found.value()));
        }
    }

    private void physdev(final Argument argument)
    {
        needModule("physdev", argument);
        switch (argument.option())
        {
            case PHYSDEV_IN -> port("iifname", argument);
            case PHYSDEV_OUT -> port("oifname", argument);
            default ->
            {
                if (argument.negated())
                {
                    problems.report(argument.at(), "'! --physdev-is-bridged' never matches on a bridge");
                }
            }
        }
    }

    private void mac(final Argument argument)
    {
        final boolean isAddress = argument.value().text().matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
        if (!isAddress)
        {
            problems.report(argument.value(), "found '" + argument.value().text() + "', expected a MAC address");
        }
        extension("mac", argument, isAddress ? compare("ether saddr", argument, argument.value().text()) : null);
    }

    private void comment(final Argument argument)
    {
        needModule("comment", argument);
        comment = argument.value().text().replace('"', '\'').replaceAll("\\s", " ");
    }

    private void addTransport(final String match)
    {
        isTransportFirst |= extensions.isEmpty() && choices.isEmpty();
        extensions.add(() -> (is(TCP) ? "tcp " : "udp ") + match);
    }

    private void portNumber(final String key, final Argument argument)
    {
        needProtocol(argument);
        final String range = ports.range(argument.value());
        if (null != range)
        {
            addTransport(compare(key, argument, range));
        }
    }

    private void multiport(final String key, final Argument argument)
    {
        needModule("multiport", argument);
        needProtocol(argument);
        final String list = ports.list(argument.value());
        if (null != list)
        {
            addTransport(compare(key, argument, list));
        }
    }

    /** nft has no 'or' between fields: a second rule takes what the first one leaves. */
    private void eitherPorts(final Argument argument)
    {
        needModule("multiport", argument);
        needProtocol(argument);
        final String list = ports.list(argument.value());
        if (null != list && argument.negated())
        {
            addTransport("sport != " + list);
            addTransport("dport != " + list);
        }
        else if (null != list)
        {
            final String word = is(TCP) ? "tcp " : "udp ";
            choose(argument, List.of(word + "sport " + list, word + "sport != " + list + " " + word + "dport " + list));
        }
    }

    private void choose(final Argument argument, final List<String> alternatives)
    {
        if (!choices.isEmpty())
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' takes a second rule here, which '--ports' " +
                "of the same rule does already: not supported");
        }
        isTransportFirst |= extensions.isEmpty();
        choices = alternatives;
    }

    private void flags(final Argument argument)
    {
        if (!is(TCP) && UNREADABLE != protocol && !modules.containsKey("tcp"))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '-p tcp' in front of it");
        }
        final String flags = Option.SYN == argument.option() ?
            "& (fin | syn | rst | ack) " + (argument.negated() ? "!=" : "==") + " syn" :
            ports.flags(argument.values().getFirst(), argument.values().getLast(), argument.negated());
        if (null != flags)
        {
            addTransport("flags " + flags);
        }
    }

    private void icmp(final Argument argument, final int number, final Family needed)
    {
        final String word = ICMP == number ? "icmp" : "icmpv6";
        if (family != needed || !is(number))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '" + needed.program() + "' and '-p " +
                word + "' in front of it");
            return;
        }
        final IcmpTypes.Type type = IcmpTypes.read(argument.value(), family, problems);
        if (null == type)
        {
            return;
        }
        if (IcmpTypes.ANY == type.type())
        {
            if (argument.negated())
            {
                problems.report(argument.at(), "'! --icmp-type any' never matches");
            }
            return;
        }
        final List<String> matches = argument.negated() ? type.others(word) : List.of(type.match(word));
        if (1 < matches.size())
        {
            choose(argument, matches);
        }
        else
        {
            isTransportFirst |= extensions.isEmpty();
            extensions.add(matches::getFirst);
        }
    }

    private boolean is(final int number)
    {
        return number == protocol && !isNotProtocol;
    }

    private void module(final Word word)
    {
        final String name = word.text();
        final String message = Refusals.module(name);
        if (null == modules.putIfAbsent(name, word) && COUNTING.contains(name))
        {
            isCounting = true;
            extensions.add(() -> count(name, word));
        }
        if (null != message && refused.add(name))
        {
            problems.report(word, message);
        }
        else if (null == message && !MODULES.contains(name))
        {
            final Set<String> known = new HashSet<>(MODULES);
            known.addAll(Refusals.modules());
            problems.report(word, "unknown match '" + name + "'" + Spelling.didYouMean(name, known));
            refused.add(name);
        }
    }

    private String count(final String module, final Word at)
    {
        return switch (module)
        {
            case "limit" -> rates.limit();
            case "hashlimit" -> rates.hashlimit(at, is(TCP) ? "tcp" : is(UDP) ? "udp" : null);
            default -> rates.connlimit(at);
        };
    }

    /** An option of something refused: said once. One of nothing known: said too. */
    private void unknown(final Argument argument)
    {
        final String option = argument.at().text();
        final String module = Refusals.moduleOf(option);
        final String message = Refusals.option(option);
        if (null != message)
        {
            problems.report(argument.at(), message);
        }
        else if (null != module)
        {
            if (refused.add(module))
            {
                problems.report(argument.at(), Refusals.module(module));
            }
        }
        else if (!option.isEmpty() && refused.isEmpty() && !target.isRefused())
        {
            problems.report(argument.at(), "unknown option '" + option + "'");
        }
    }

    private void needModule(final String name, final Argument argument)
    {
        if (null == modules.putIfAbsent(name, argument.at()))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '-m " + name + "' in front of it");
        }
    }

    private void needProtocol(final Argument argument)
    {
        final boolean isKnown = is(TCP) || is(UDP) || modules.containsKey("tcp") || modules.containsKey("udp");
        if (!isKnown && UNREADABLE != protocol && !lacksProtocol)
        {
            lacksProtocol = true;
            problems.report(argument.at(),
                "'" + argument.at().text() + "' needs '-p tcp' or '-p udp' in front of it");
        }
    }

    /** One string per nft rule. */
    private List<String> matches()
    {
        checkModule("tcp", is(TCP));
        checkModule("udp", is(UDP));
        checkModule("icmp", is(ICMP));
        if (isCounting && !choices.isEmpty())
        {
            problems.report(command, "this rule takes two nft rules, and a limit would count in each apart: put what " +
                "is behind the ports into a chain of its own");
        }
        final List<String> common = new ArrayList<>(header);
        if (0 < protocol && !isTransportFirst)
        {
            common.add("meta l4proto " + (isNotProtocol ? "!= " : "") + protocolName());
        }
        extensions.forEach((extension) -> common.add(extension.get()));
        if (choices.isEmpty())
        {
            return List.of(String.join(" ", common));
        }
        return choices.stream().map((choice) -> (String.join(" ", common) + " " + choice).strip()).toList();
    }

    private void checkModule(final String name, final boolean isProtocol)
    {
        if (modules.containsKey(name) && !isProtocol && UNREADABLE != protocol)
        {
            problems.report(null == protocolAt ? command : protocolAt, "'-m " + name + "' needs '-p " + name + "'");
        }
    }

    private String protocolName()
    {
        return switch (protocol)
        {
            case TCP -> "tcp";
            case UDP -> "udp";
            case ICMP -> "icmp";
            case ICMPV6 -> "icmpv6";
            default -> Integer.toString(protocol);
        };
    }
}
