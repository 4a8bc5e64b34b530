package porteira.tree;

import porteira.policy.Ask;
import porteira.policy.Condition;

/**
 * A condition of a flat line.
 *
 * @param condition  what must hold
 * @param occurrence for an {@link Ask}: where in the unfolded policy it is asked, ascending in the order of a walk; 0
 *                   for conditions that the frame alone answers
 */
record Premise(Condition condition, int occurrence)
{
    /** True if asking has consequences, so that it is asked exactly where a walk comes to it. */
    boolean isAsked()
    {
        return condition instanceof Ask;
    }
}
