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
    private final Ruleset ruleset;
    private final Bridge bridge;
    private final StringBuilder text = new StringBuilder();
    private final List<Word> origins = new ArrayList<>();

    NftWriter(final Ruleset ruleset, final Bridge bridge)
    {
        this.ruleset = ruleset;
        this.bridge = bridge;
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
        base();
        for (final Family family : Family.values())
        {
            final Map<String, String> names = names(family);
            for (final ImportedChain chain : ruleset.chains(family).values())
            {
                if (!chain.isBuiltIn() || chain.isUsed() && isPlaced(chain))
                {
                    chain(family, chain, names);
                }
            }
        }
        line(0, "}", null);
        return text.toString();
    }

    /** The word that a line of the text comes from; null if from none. */
    Word origin(final int line)
    {
        return 1 <= line && line <= origins.size() ? origins.get(line - 1) : null;
    }

    private boolean isPlaced(final ImportedChain chain)
    {
        return "FORWARD".equals(chain.name()) || bridge.chains().containsKey(chain.name());
    }

    private void base()
    {
        line(1, "chain forward {", null);
        line(2, "type filter hook forward priority filter; policy accept;", null);
        bridge.chains().forEach((name, ways) -> ways.forEach((way) -> enter(name, way(way))));
        enter("FORWARD", "");
        line(1, "}", null);
    }

    private void enter(final String name, final String way)
    {
        for (final Family family : Family.values())
        {
            final ImportedChain chain = ruleset.chains(family).get(name);
            if (chain.isUsed())
            {
                line(2, way + "meta protocol " + family.word() + " jump " + names(family).get(name),
                    chain.firstUse());
            }
            else if (!way.isEmpty() && isForwarding(family))
            {
                line(2, way + "meta protocol " + family.word() + " accept", null);
            }
        }
    }

    /** True if FORWARD would judge what a machine's own, untouched chain lets pass. */
    private boolean isForwarding(final Family family)
    {
        return ruleset.chains(family).get("FORWARD").isUsed();
    }

    private static String way(final Bridge.Way way)
    {
        return (way.from().isEmpty() ? "" : "iifname \"" + way.from() + "\" ") +
            (way.to().isEmpty() ? "" : "oifname \"" + way.to() + "\" ");
    }

    private void chain(final Family family, final ImportedChain chain, final Map<String, String> names)
    {
        line(0, "", null);
        line(1, "chain " + names.get(chain.name()) + " {", chain.at());
        for (final ImportedRule rule : chain.rules())
        {
            line(2, "# " + place(rule.at()) + (rule.absence().isEmpty() ? "" : ": " + rule.absence()),
                null);
            if (rule.absence().isEmpty())
            {
                rule.matches().forEach((match) -> line(2, statement(chain, rule, match, names), rule.at()));
            }
        }
        final boolean isOpen = chain.rules().isEmpty() || !chain.rules().getLast().isFinal();
        if (null != chain.policy() && isOpen)
        {
            line(2, chain.policy() + " comment \"policy of " + family.program() + " " + chain.name() + "\"",
                chain.firstUse());
        }
        line(1, "}", null);
    }

    /** {@code file:line}, the file without its folder. */
    private static String place(final Word at)
    {
        final Path name = Path.of(at.file()).getFileName();
        return name.toString().replaceAll("\\s", " ") + ":" + at.line();
    }

    private static String statement(
        final ImportedChain chain, final ImportedRule rule, final String match, final Map<String, String> names)
    {
        final Target target = rule.target();
        final String end = switch (target.kind())
        {
            case STATEMENT -> target.text();
            case CHAIN -> "jump " + names.get(target.text());
            case GOTO -> "goto " + names.get(target.text());
            case RETURN -> null == chain.policy() ? "return" : chain.policy();
        };
        return (match.isEmpty() ? "" : match + " ") + end +
            (rule.comment().isEmpty() ? "" : " comment \"" + rule.comment() + "\"");
    }

    /** nft's name of each chain: a chain of iptables may have any characters, and both programs may have it. */
    private Map<String, String> names(final Family family)
    {
        final Map<String, String> names = new HashMap<>();
        final Set<String> taken = new HashSet<>();
        ruleset.chains(family).values().forEach((chain) ->
        {
            final String plain = chain.isBuiltIn() ? chain.name().toLowerCase(Locale.ROOT) :
                chain.name().replaceAll("[^A-Za-z0-9_.-]", "_");
            String name = family.word() + "_" + plain;
            for (int i = 2; !taken.add(name); i++)
            {
                name = family.word() + "_" + plain + "_" + i;
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
