package porteira.policy.iptables;

import porteira.policy.nft.NftReader;
import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads rules of iptables and ip6tables: commands as typed, with a shell's quotes, comments, continued lines and plain
 * variables, and the output of iptables-save. The tables start empty, and the files act in their order.
 */
public final class IptablesReader
{
    private static final List<String> MACHINE_CHAINS = List.of("INPUT", "OUTPUT");

    private final Bridge bridge;
    private final Problems collected = new Problems();
    private final RuleProblems problems = new RuleProblems(collected);
    private final Ruleset ruleset = new Ruleset();
    private final CommandReader commands;
    private final List<String> sources = new ArrayList<>();

    private IptablesReader(final Bridge bridge)
    {
        this.bridge = bridge;
        this.commands = new CommandReader(problems, bridge, ruleset);
    }

    /**
     * Read files.
     *
     * @throws IOException      where one can not be read
     * @throws RefusedException with everything that is wrong with them or that no policy can say
     */
    public static Translation read(final List<Path> files, final Bridge bridge) throws IOException
    {
        final Map<String, String> texts = new LinkedHashMap<>();
        for (final Path file : files)
        {
            texts.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
        return new IptablesReader(bridge).translate(texts);
    }

    /**
     * Read a text.
     *
     * @param name for messages
     * @throws RefusedException with everything that is wrong with it or that no policy can say
     */
    public static Translation read(final String text, final String name, final Bridge bridge)
    {
        return new IptablesReader(bridge).translate(Map.of(name, text));
    }

    private Translation translate(final Map<String, String> texts)
    {
        texts.forEach((name, text) ->
        {
            collected.opened(name);
            final Path file = Path.of(name).getFileName();
            sources.add(null == file ? name : file.toString());
            new ScriptReader(text, name, problems, commands).read();
        });
        checkPlaces();
        collected.throwIfAny();

        final NftWriter writer = new NftWriter(ruleset, bridge, problems);
        final String policy = writer.write(sources);
        collected.throwIfAny();
        try
        {
            return new Translation(
                policy, NftReader.read(policy, "imported.nft", bridge.portNames()), new Warnings(ruleset).list());
        }
        catch (final RefusedException exception)
        {
            exception.problems().forEach((problem) -> report(problem, writer.origin(problem.line())));
            throw new RefusedException(collected.list());
        }
    }

    /** What only the whole policy shows, such as jumps in a circle, is told where the rule stands. */
    private void report(final Problem problem, final Word origin)
    {
        if (null == origin)
        {
            collected.add(problem);
        }
        else
        {
            collected.report(origin.file(), origin.line(), origin.column(), problem.message());
        }
    }

    private void checkPlaces()
    {
        for (final Family family : Family.values())
        {
            for (final String name : MACHINE_CHAINS)
            {
                checkPlace(ruleset.filter(family, name));
            }
            checkPlace(ruleset.nat(family, "OUTPUT"));
            final ImportedChain behind = ruleset.nat(family, "POSTROUTING");
            final boolean isShared = ruleset.filter(family, "INPUT").isUsed() &&
                ruleset.chains(family, Table.FILTER).values().stream().anyMatch((chain) -> !chain.isBuiltIn());
            if (behind.isUsed() && isShared)
            {
                problems.report(behind.firstUse(), "chain POSTROUTING does not see what chain INPUT accepts, but " +
                    "both may share chains of your own here: import INPUT apart");
            }
            checkAccepts(family);
        }
    }

    private void checkPlace(final ImportedChain chain)
    {
        final String name = chain.name();
        if (chain.isUsed() && !bridge.chains().containsKey(name))
        {
            problems.report(chain.firstUse(), "chain " + name + " judges what is " +
                ("INPUT".equals(name) ? "for" : "from") + " the machine that has these rules; say between " +
                "which ports its frames cross the bridge: --chain " + name + "=" +
                ("INPUT".equals(name) ? "FROM:TO, TO being the machine's port" :
                "FROM:TO, FROM being the machine's port"));
        }
    }

    /** From a chain of the user's own there is no way back to the table 'filter'. */
    private void checkAccepts(final Family family)
    {
        for (final ImportedChain chain : ruleset.chains(family, Table.NAT).values())
        {
            for (final ImportedRule rule : chain.rules())
            {
                if (!chain.isBuiltIn() && Target.Kind.ACCEPT == rule.target().kind())
                {
                    problems.report(rule.at(), "'ACCEPT' in a chain of your own of table 'nat' is not supported: let " +
                        "the chain end there with 'RETURN', and accept where it is called");
                }
                if ("POSTROUTING".equals(chain.name()) && Target.Kind.GOTO == rule.target().kind())
                {
                    problems.report(rule.at(), "'-g' in chain POSTROUTING is not supported: write '-j'");
                }
            }
        }
    }
}
