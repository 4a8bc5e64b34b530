package porteira.policy;

/** A part of a rule that holds or fails for a frame; the first that fails ends the rule. */
public sealed interface Condition extends RulePart permits Match, Lookup, U32, Ask
{
    /** Source text, or what the source implies. */
    String text();
}
