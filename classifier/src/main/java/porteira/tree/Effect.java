package porteira.tree;

import porteira.policy.Log;

/** What a rule leaves behind on the way to a verdict. */
sealed interface Effect
{
    /**
     * A rule's counter moves.
     *
     * @param rule index in the policy
     */
    record Counted(int rule) implements Effect
    {
    }

    /**
     * A log statement was met.
     *
     * @param log the statement
     */
    record Logged(Log log) implements Effect
    {
    }
}
