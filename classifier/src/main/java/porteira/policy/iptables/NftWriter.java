package porteira.policy.iptables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes rules as a policy in nftables' syntax. The chains of each program are entered by frames of its IP version
 * only, and each chain of the kernel ends with its policy.
 */
final class NftWriter
{
    private static final List<String> MACHINE_CHAINS = List.of("INPUT", "OUTPUT");

    private final Ruleset ruleset;
    private final Bridge bridge;
    private final SetNames sets;
    private final StringBuilder text = new StringBuilder();
    private final List<Word> origins = new ArrayList<>();

    NftWriter(final Ruleset ruleset, final Bridge bridge, final RuleProblems problems)
    {
        this.ruleset = ruleset;
        this.bridge = bridge;
        this.sets = new SetNames(problems);
    }

    /** The policy; {@code sources} are named on top of it. */
    String write(final List<String> sources)
    {
        sources.forEach((source) -> line(0, "# Imported from " + source.replaceAll("\\s", " "), null));
        for (final Family family : Family.values())
        {
            if (!ruleset.isUsed(family))
            {
                line(0, "# No rule of " + family.program() + " was given: " + family.label() + " passes untouched.",
                    null);
            }
        }
        line(0, "table bridge imported {", null);
        sets();
        base();
        forEachChain((family, table, chain) -> chain(family, table, chain));
        line(0, "}", null);
        return text.toString();
    }

    /** The word that a line of the text comes from; null if from none. */
    Word origin(final int line)
    {
        return 1 <= line && line <= origins.size() ? origins.get(line - 1) : null;
    }

    /** What is done with a chain that is written. */
    private interface ChainAction
    {
        void accept(Family family, Table table, ImportedChain chain);
    }

    private void forEachChain(final ChainAction action)
    {
        for (final Family family : Family.values())
        {
            for (final Table table : Table.values())
            {
                for (final ImportedChain chain : ruleset.chains(family, table).values())
                {
                    if (!chain.isBuiltIn() || chain.isUsed() && isPlaced(chain))
                    {
                        action.accept(family, table, chain);
                    }
                }
            }
        }
    }

    private boolean isPlaced(final ImportedChain chain)
    {
        return !MACHINE_CHAINS.contains(chain.name()) || bridge.chains().containsKey(chain.name());
    }

    private void sets()
    {
        forEachChain((family, table, chain) -> chain.rules().forEach((rule) -> sets.add(family, rule)));
        sets.all().forEach((name, set) ->
        {
            final boolean isTimed = !set.timeout().isEmpty();
            line(1, "set " + name + " {", null);
            line(2, "type " + set.type(), null);
            line(2, "size " + set.size(), null);
            line(2, "flags dynamic" + (isTimed ? ",timeout" : ""), null);
            if (isTimed)
            {
                line(2, "timeout " + set.timeout(), null);
            }
            line(1, "}", null);
            line(0, "", null);
        });
    }

    private void base()
    {
        line(1, "chain forward {", null);
        line(2, "type filter hook forward priority filter; policy accept;", null);
        bridge.chains().forEach((name, ways) -> ways.forEach((way) -> machine(name, way(way))));
        for (final Family family : Family.values())
        {
            final ImportedChain before = ruleset.nat(family, "PREROUTING");
            if (before.isUsed())
            {
                line(2, "# What is translated here passes at once: the rules behind do not see it.", null);
                enter(family, "", Table.NAT, before);
            }
        }
        for (final Family family : Family.values())
        {
            final ImportedChain forward = ruleset.filter(family, "FORWARD");
            final ImportedChain behind = ruleset.nat(family, "POSTROUTING");
            if (forward.isUsed())
            {
                enter(family, "", Table.FILTER, forward);
            }
            else if (behind.isUsed())
            {
                enter(family, "", Table.NAT, behind);
            }
        }
        line(1, "}", null);
    }

    /** Chains of a machine that has one end of a way across the bridge. */
    private void machine(final String name, final String way)
    {
        for (final Family family : Family.values())
        {
            final ImportedChain filter = ruleset.filter(family, name);
            if ("OUTPUT".equals(name) && ruleset.nat(family, name).isUsed())
            {
                enter(family, way, Table.NAT, ruleset.nat(family, name));
            }
            if (filter.isUsed())
            {
                enter(family, way, Table.FILTER, filter);
            }
            else if (isForwarding(family))
            {
                line(2, way + "meta protocol " + family.word() + " " +
                    accept(family, Table.FILTER, filter), null);
            }
        }
    }

    private void enter(final Family family, final String way, final Table table, final ImportedChain chain)
    {
        final String gate = way + "meta protocol " + family.word() + " ";
        line(2, gate + "jump " + names(family, table).get(chain.name()), chain.firstUse());
        final boolean isLeft = chain.rules().stream().anyMatch((rule) -> Target.Kind.GOTO == rule.target().kind());
        if (isLeft && Table.FILTER == table)
        {
            line(2, gate + policy(family, table, chain), chain.firstUse());
        }
    }

    /** What comes of a packet that no rule of a chain of the kernel judges, at the end of one that it goes to too. */
    private String policy(final Family family, final Table table, final ImportedChain chain)
    {
        return ("accept".equals(chain.policy()) ? accept(family, table, chain) : chain.policy()) +
            " comment \"policy of " + family.program() + " " + chain.name() + "\"";
    }

    /** True if rules for what is forwarded would judge what a machine's own, untouched chain lets pass. */
    private boolean isForwarding(final Family family)
    {
        return ruleset.filter(family, "FORWARD").isUsed() || ruleset.nat(family, "PREROUTING").isUsed() ||
            ruleset.nat(family, "POSTROUTING").isUsed();
    }

    private static String way(final Bridge.Way way)
    {
        return (way.from().isEmpty() ? "" : "iifname \"" + way.from() + "\" ") +
            (way.to().isEmpty() ? "" : "oifname \"" + way.to() + "\" ");
    }

    private void chain(final Family family, final Table table, final ImportedChain chain)
    {
        final Map<String, String> names = names(family, table);
        line(0, "", null);
        line(1, "chain " + names.get(chain.name()) + " {", chain.at());
        for (final ImportedRule rule : chain.rules())
        {
            line(2, "# " + place(rule.at()) + (rule.absence().isEmpty() ? "" : ": " + rule.absence()), null);
            rule.notes().forEach((note) -> line(2, "# " + note.text().replaceAll("\\s", " "), null));
            if (rule.absence().isEmpty())
            {
                final String end = end(family, table, chain, rule.target());
                rule.matches().forEach((match) ->
                    line(2, statement(rule, sets.named(rule, match), end), rule.at()));
            }
        }
        final boolean isOpen = chain.rules().isEmpty() || !chain.rules().getLast().isFinal();
        if (null != chain.policy() && isOpen && !isReturning(table, chain))
        {
            line(2, policy(family, table, chain), chain.firstUse());
        }
        line(1, "}", null);
    }

    /** True if the walk goes on with the table 'filter' behind the chain. */
    private static boolean isReturning(final Table table, final ImportedChain chain)
    {
        return Table.NAT == table && chain.isBuiltIn() && !"POSTROUTING".equals(chain.name());
    }

    /** What comes of a packet that a chain accepts: the tables behind it may have a word. */
    private String accept(final Family family, final Table table, final ImportedChain chain)
    {
        final ImportedChain behind = ruleset.nat(family, "POSTROUTING");
        if (isReturning(table, chain))
        {
            return "return";
        }
        return Table.FILTER == table && behind.isUsed() && !"INPUT".equals(chain.name()) ?
            "goto " + names(family, Table.NAT).get(behind.name()) : "accept";
    }

    private String end(
        final Family family, final Table table, final ImportedChain chain, final Target target)
    {
        return switch (target.kind())
        {
            case STATEMENT, VERDICT -> target.text();
            case ACCEPT -> accept(family, table, chain);
            case CHAIN -> "jump " + names(family, table).get(target.text());
            case GOTO -> "goto " + names(family, table).get(target.text());
            case RETURN -> null == chain.policy() ? "return" :
                "accept".equals(chain.policy()) ? accept(family, table, chain) : chain.policy();
        };
    }

    private static String statement(final ImportedRule rule, final String match, final String end)
    {
        return (match.isEmpty() ? "" : match + " ") + end +
            (rule.comment().isEmpty() ? "" : " comment \"" + rule.comment() + "\"");
    }

    /** {@code file:line}, the file without its folder. */
    private static String place(final Word at)
    {
        final Path name = Path.of(at.file()).getFileName();
        return name.toString().replaceAll("\\s", " ") + ":" + at.line();
    }

    /** nft's name of each chain: a chain of iptables may have any characters, and both programs may have it. */
    private Map<String, String> names(final Family family, final Table table)
    {
        final Map<String, String> names = new HashMap<>();
        final Set<String> taken = new HashSet<>();
        final String start = family.word() + (Table.NAT == table ? "_nat_" : "_");
        ruleset.chains(family, table).values().forEach((chain) ->
        {
            final String plain = chain.isBuiltIn() ? chain.name().toLowerCase(Locale.ROOT) :
                chain.name().replaceAll("[^A-Za-z0-9_.-]", "_");
            String name = start + plain;
            for (int i = 2; !taken.add(name); i++)
            {
                name = start + plain + "_" + i;
            }
            names.put(chain.name(), name);
        });
        return names;
    }

    private void line(final int depth, final String content, final Word origin)
    {
        text.append(content.isEmpty() ? "" : "    ".repeat(depth)).append(content).append('\n');
        origins.add(origin);
    }
}
