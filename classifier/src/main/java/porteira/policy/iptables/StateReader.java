package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** States of connections, in nft's spelling. */
final class StateReader
{
    private static final List<String> STATES = List.of("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED");
    private static final Set<String> TRANSLATED = Set.of("SNAT", "DNAT");

    private final RuleProblems problems;

    StateReader(final RuleProblems problems)
    {
        this.problems = problems;
    }

    /** The match of {@code --state} or {@code --ctstate}; null if something was reported. */
    String match(final Argument argument)
    {
        final List<String> states = new ArrayList<>();
        for (final String name : argument.value().text().split(",", -1))
        {
            final String state = name.toUpperCase(Locale.ROOT);
            if (TRANSLATED.contains(state))
            {
                problems.report(argument.value(), "'" + name + "' is not supported: a policy does not ask what is " +
                    "translated, only for the state of a connection");
                return null;
            }
            if (!STATES.contains(state))
            {
                problems.report(argument.value(), "found '" + name + "', expected a state (" +
                    String.join(", ", STATES) + ")" + Spelling.didYouMean(state, STATES));
                return null;
            }
            if (!states.contains(state.toLowerCase(Locale.ROOT)))
            {
                states.add(state.toLowerCase(Locale.ROOT));
            }
        }
        return "ct state " + (argument.negated() ? "!= " : "") + PortReader.braced(states);
    }
}
