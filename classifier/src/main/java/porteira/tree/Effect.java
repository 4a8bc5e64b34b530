package porteira.tree;

import porteira.policy.Action;

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
     * An action was met.
     *
     * @param action what is to be done
     */
    record Done(Action action) implements Effect
    {
    }
}
