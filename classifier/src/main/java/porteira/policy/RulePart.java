package porteira.policy;

import java.util.List;

/** One piece of a rule; pieces act from left to right, and the first condition that fails ends the rule. */
public sealed interface RulePart
    permits Condition, Action, RulePart.Count, RulePart.Decide, RulePart.Jump, RulePart.Return, RulePart.Choose
{
    /**
     * {@code counter}: written for the reader, since every rule has its counter.
     *
     * @param name of the counter that several rules share; empty for the rule's own
     */
    record Count(String name) implements RulePart
    {
        /** A rule's own. */
        public Count()
        {
            this("");
        }
    }

    /**
     * The end of the walk.
     *
     * @param verdict what becomes of the frame
     */
    record Decide(Verdict verdict) implements RulePart
    {
    }

    /**
     * {@code jump} or {@code goto}.
     *
     * @param chain  name of a regular chain of the same table
     * @param isGoto true if the end of {@code chain} returns to the caller of this chain, not to the next rule
     */
    record Jump(String chain, boolean isGoto) implements RulePart
    {
    }

    /** {@code return}: on with the rule after the jump that led here; in a base chain, its policy. */
    record Return() implements RulePart
    {
    }

    /**
     * {@code vmap} and statements that take their value from a {@code map}: the last part of a rule. The first case
     * that holds goes on with its parts; where none does, the rule fails.
     *
     * @param cases in order
     */
    record Choose(List<Case> cases) implements RulePart
    {
        /** Takes a copy. */
        public Choose
        {
            cases = List.copyOf(cases);
        }
    }

    /**
     * One way on from a {@link Choose}.
     *
     * @param conditions all must hold
     * @param then       actions, and the end if it is one
     */
    record Case(List<Condition> conditions, List<RulePart> then)
    {
        /** Takes copies. */
        public Case
        {
            conditions = List.copyOf(conditions);
            then = List.copyOf(then);
        }
    }
}
