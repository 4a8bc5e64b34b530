package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;

/** Interfaces of the kernel as ports of the bridge. */
final class InterfaceReader
{
    /** The kernel's IFNAMSIZ less its terminator. */
    private static final int MAX_LENGTH = 15;

    private static final Found ALWAYS = new Found(null, false);
    private static final Found NEVER = new Found(null, true);

    private final RuleProblems problems;
    private final Bridge bridge;

    /**
     * What an interface means on the bridge.
     *
     * @param value   an nft value; null if nothing has to be tested
     * @param isNever true if no frame on the bridge is concerned
     */
    record Found(String value, boolean isNever)
    {
    }

    InterfaceReader(final RuleProblems problems, final Bridge bridge)
    {
        this.problems = problems;
        this.bridge = bridge;
    }

    Found read(final Word word, final boolean isNegated)
    {
        final String name = word.text();
        if ("lo".equals(name) && null == bridge.ports().get(name))
        {
            return isNegated ? ALWAYS : NEVER;
        }
        if (name.endsWith("+"))
        {
            return wildcard(word, isNegated);
        }
        if (MAX_LENGTH < name.length() || !name.matches("[A-Za-z_][^\\s\"*/]*"))
        {
            problems.report(word, "found '" + name + "', expected the name of an interface of 1 to " + MAX_LENGTH +
                " characters");
            return ALWAYS;
        }
        final String port = bridge.port(name);
        if (null == port)
        {
            reportUnknown(word);
            return ALWAYS;
        }
        return new Found("\"" + port + "\"", false);
    }

    private void reportUnknown(final Word word)
    {
        problems.report(word, "interface '" + word.text() + "' is none of " +
            String.join(", ", bridge.ports().keySet()) + "; say which port it is: --ports " + word.text() + "=PORT" +
            Spelling.didYouMean(word.text(), bridge.ports().keySet()));
    }

    private Found wildcard(final Word word, final boolean isNegated)
    {
        final String start = word.text().substring(0, word.text().length() - 1);
        if (start.isEmpty() && !isNegated)
        {
            return ALWAYS;
        }
        if (bridge.ports().isEmpty())
        {
            problems.report(word, "'" + word.text() + "' may be any of several interfaces; name them all: --ports " +
                start + "0=PORT,…");
            return ALWAYS;
        }
        final List<String> names = new ArrayList<>();
        bridge.ports().forEach((kernel, port) ->
        {
            if (kernel.startsWith(start))
            {
                names.add("\"" + port + "\"");
            }
        });
        if (names.isEmpty())
        {
            reportUnknown(word);
            return ALWAYS;
        }
        return new Found(PortReader.braced(names), false);
    }
}
