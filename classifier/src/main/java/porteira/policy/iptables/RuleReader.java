package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the matches and the target of one rule. Every part is read even if another is refused. */
final class RuleReader
{
    /** {@link PortReader#protocol}: reported already. */
    private static final int UNREADABLE = -1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final Set<String> MODULES =
        Set.of("tcp", "udp", "icmp", "icmp6", "icmpv6", "multiport", "comment", "mac", "physdev", "iprange");
    private static final Set<Option> REPEATABLE = EnumSet.of(
        Option.MODULE, Option.COMMENT, Option.SOURCE_PORTS, Option.DESTINATION_PORTS, Option.EITHER_PORTS);

    private final RuleProblems problems;
    private final Family family;
    private final Word command;
    private final ImportedChain chain;
    private final PortReader ports;
    private final InterfaceReader interfaces;
    private final AddressReader addresses;

    private final Set<Option> seen = EnumSet.noneOf(Option.class);
    private final Set<String> modules = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> matches = new ArrayList<>();
    private final List<String> transport = new ArrayList<>();
    private final List<String> either = new ArrayList<>();
    private final TargetReader target;
    private int protocol;
    private boolean isNotProtocol;
    private Word protocolAt;
    private boolean lacksProtocol;
    private boolean isIcmpTested;
    private Word u32;
    private Word recipe;
    private String comment = "";
    private String absence = "";

    RuleReader(
        final RuleProblems problems,
        final Family family,
        final Bridge bridge,
        final Word command,
        final ImportedChain chain,
        final Set<String> chains)
    {
        this.problems = problems;
        this.family = family;
        this.command = command;
        this.chain = chain;
        this.ports = new PortReader(problems);
        this.interfaces = new InterfaceReader(problems, bridge);
        this.addresses = new AddressReader(problems, family);
        this.target = new TargetReader(problems, chains);
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
        final String match = String.join(" ", matches);
        final List<String> lines = transport(match);
        final Target end = target.target();
        if (null != u32)
        {
            problems.report(u32, Refusals.module("u32"));
        }
        if (null != recipe)
        {
            explainRecipe(match, end);
        }
        return new ImportedRule(command, lines, end, comment, absence);
    }

    private void read(final Argument argument)
    {
        switch (argument.option())
        {
            case PROTOCOL -> protocol(argument);
            case SOURCE -> address("saddr", argument);
            case DESTINATION -> address("daddr", argument);
            case IN_INTERFACE -> port("iifname", argument, "OUTPUT");
            case OUT_INTERFACE -> port("oifname", argument, "INPUT");
            case FRAGMENT -> problems.report(argument.at(),
                "'-f' is not supported: policies do not read where a fragment belongs");
            case MODULE -> module(argument.value());
            case JUMP, GOTO -> target.read(argument);
            case COMMENT, LOG_PREFIX, LOG_LEVEL -> text(argument);
            case MAC_SOURCE -> mac(argument);
            case PHYSDEV_IN, PHYSDEV_OUT, PHYSDEV_IS_BRIDGED -> physdev(argument);
            case SOURCE_RANGE -> addressRange("saddr", argument);
            case DESTINATION_RANGE -> addressRange("daddr", argument);
            default -> header(argument);
        }
    }

    private void header(final Argument argument)
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
            default -> throw new IllegalArgumentException(argument.option().name());
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
            add(family.word() + " " + key, argument, list);
        }
    }

    private void addressRange(final String key, final Argument argument)
    {
        needModule("iprange", argument);
        final String range = addresses.range(argument.value());
        if (null != range)
        {
            add(family.word() + " " + key, argument, range);
        }
    }

    private void add(final String key, final Argument argument, final String value)
    {
        matches.add(key + (argument.negated() ? " != " : " ") + value);
    }

    private void port(final String key, final Argument argument, final String without)
    {
        if (null != chain && chain.name().equals(without))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' can not stand in chain " + without);
            return;
        }
        final InterfaceReader.Found found = interfaces.read(argument.value(), argument.negated());
        if (found.isNever())
        {
            absence = "interface 'lo' is inside a machine: none of its packets crosses the bridge";
        }
        else if (null != found.value())
        {
            add(key, argument, found.value());
        }
    }

    private void physdev(final Argument argument)
    {
        needModule("physdev", argument);
        switch (argument.option())
        {
            case PHYSDEV_IN -> port("iifname", argument, "");
            case PHYSDEV_OUT -> port("oifname", argument, "");
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
        needModule("mac", argument);
        if (argument.value().text().matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}"))
        {
            add("ether saddr", argument, argument.value().text());
        }
        else
        {
            problems.report(argument.value(), "found '" + argument.value().text() + "', expected a MAC address");
        }
    }

    private void text(final Argument argument)
    {
        if (Option.COMMENT != argument.option())
        {
            target.read(argument);
            return;
        }
        needModule("comment", argument);
        comment = argument.value().text().replace('"', '\'').replaceAll("\\s", " ");
    }

    private void portNumber(final String key, final Argument argument)
    {
        needProtocol(argument);
        final String range = ports.range(argument.value());
        if (null != range)
        {
            transport.add(key + (argument.negated() ? " != " : " ") + range);
        }
    }

    private void multiport(final String key, final Argument argument)
    {
        needModule("multiport", argument);
        needProtocol(argument);
        final String list = ports.list(argument.value());
        if (null != list)
        {
            transport.add(key + (argument.negated() ? " != " : " ") + list);
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
            transport.add("sport != " + list);
            transport.add("dport != " + list);
        }
        else if (null != list)
        {
            either.add(list);
        }
        if (1 < either.size())
        {
            problems.report(argument.at(), "'--ports' twice in one rule is not supported");
        }
    }

    private void flags(final Argument argument)
    {
        if ((TCP != protocol || isNotProtocol) && UNREADABLE != protocol && !modules.contains("tcp"))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '-p tcp' in front of it");
        }
        final String flags = Option.SYN == argument.option() ?
            "& (fin | syn | rst | ack) " + (argument.negated() ? "!=" : "==") + " syn" :
            ports.flags(argument.values().getFirst(), argument.values().getLast(), argument.negated());
        if (null != flags)
        {
            transport.add("flags " + flags);
        }
    }

    private void icmp(final Argument argument, final int number, final Family needed)
    {
        if (family != needed || number != protocol || isNotProtocol)
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '" + needed.program() + "' and '-p " +
                (ICMP == number ? "icmp" : "icmpv6") + "' in front of it");
            return;
        }
        final int type = ports.icmpType(argument.value(), family);
        if (0 <= type)
        {
            isIcmpTested = true;
            matches.add((ICMP == number ? "icmp" : "icmpv6") + " type " + (argument.negated() ? "!= " : "") + type);
        }
        else if (-1 == type && argument.negated())
        {
            problems.report(argument.at(), "'! --icmp-type any' never matches");
        }
    }

    private void module(final Word word)
    {
        final String name = word.text();
        final String message = Refusals.module(name);
        modules.add(name);
        if (null != message)
        {
            if ("u32".equals(name))
            {
                u32 = word;
            }
            else if (refused.add(name))
            {
                problems.report(word, message);
            }
        }
        else if (!MODULES.contains(name))
        {
            final Set<String> known = new HashSet<>(MODULES);
            known.addAll(Refusals.modules());
            problems.report(word, "unknown match '" + name + "'" + Spelling.didYouMean(name, known));
            refused.add(name);
        }
    }

    /** An option of something refused: said once. One of nothing known: said too. */
    private void unknown(final Argument argument)
    {
        final String option = argument.at().text();
        final String module = Refusals.moduleOf(option);
        final String log = Refusals.log(option);
        if (null != log)
        {
            problems.report(argument.at(), log);
        }
        else if ("u32".equals(module))
        {
            u32(argument);
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

    private void u32(final Argument argument)
    {
        refused.add("u32");
        u32 = null;
        final Word value = argument.values().isEmpty() ? argument.at() : argument.values().getFirst();
        if (TeredoRecipe.isRecipe(value.text()))
        {
            recipe = value;
        }
        else
        {
            problems.report(argument.at(), Refusals.module("u32"));
        }
    }

    private void explainRecipe(final String match, final Target end)
    {
        final String instead = (match + " " + TeredoRecipe.instead(recipe.text())).trim() +
            (Target.Kind.STATEMENT == end.kind() ? " " + end.text() : "");
        problems.report(recipe, Refusals.module("u32") + "; and this recipe for SMTP in Teredo never worked: " +
            TeredoRecipe.fault(recipe.text()) + ". Write in the policy instead: " + instead);
    }

    private void needModule(final String name, final Argument argument)
    {
        if (modules.add(name))
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' needs '-m " + name + "' in front of it");
        }
    }

    private void needProtocol(final Argument argument)
    {
        final boolean isKnown = (TCP == protocol || UDP == protocol) && !isNotProtocol ||
            modules.contains("tcp") || modules.contains("udp");
        if (!isKnown && UNREADABLE != protocol && !lacksProtocol)
        {
            lacksProtocol = true;
            problems.report(argument.at(),
                "'" + argument.at().text() + "' needs '-p tcp' or '-p udp' in front of it");
        }
    }

    /** The matches with those on the transport header behind them, and the protocol that these need. */
    private List<String> transport(final String match)
    {
        final boolean isTcp = TCP == protocol && !isNotProtocol;
        final boolean isUdp = UDP == protocol && !isNotProtocol;
        checkModule("tcp", isTcp);
        checkModule("udp", isUdp);
        checkModule("icmp", ICMP == protocol && !isNotProtocol);
        final StringBuilder line = new StringBuilder(match);
        if (transport.isEmpty() && either.isEmpty())
        {
            if (0 < protocol && !isIcmpTested)
            {
                join(line, "meta l4proto " + (isNotProtocol ? "!= " : "") + protocolName());
            }
            return List.of(line.toString());
        }
        final String word = isTcp ? "tcp " : "udp ";
        transport.forEach((part) -> join(line, word + part));
        if (either.isEmpty())
        {
            return List.of(line.toString());
        }
        final String list = either.getFirst();
        final String first = line.toString();
        final String blank = first.isEmpty() ? "" : " ";
        return List.of(
            first + blank + word + "sport " + list,
            first + blank + word + "sport != " + list + " " + word + "dport " + list);
    }

    private void checkModule(final String name, final boolean isProtocol)
    {
        if (modules.contains(name) && !isProtocol && UNREADABLE != protocol)
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

    private static void join(final StringBuilder line, final String part)
    {
        line.append(line.isEmpty() ? "" : " ").append(part);
    }
}
