package porteira.policy;

/** One piece of a rule; pieces act from left to right, and the first match that fails ends the rule. */
public sealed interface RulePart permits Match, Log, RulePart.Count, RulePart.Decide, RulePart.Jump, RulePart.Return
{
    /** {@code counter}: written for the reader, since every rule has its counter. */
    record Count() implements RulePart
    {
    }

    /**
     * {@code accept} or {@code drop}: the end of the walk.
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
}
