package porteira.check;

/**
 * Something about a policy that its author may not have meant.
 *
 * @param weight   how likely it is a mistake
 * @param location {@code file:line}, the file without its folder
 * @param message  one sentence without its full stop
 * @param rule     source text of the rule it speaks of; empty if it speaks of none
 */
public record Remark(Weight weight, String location, String message, String rule)
{
    /** How likely a remark points at a mistake. */
    public enum Weight
    {
        /** Hardly meant: something does not do what it says. */
        WARNING,
        /** May well be meant; worth knowing. */
        NOTE
    }

    /** {@code file:line: warning: message}, and the rule on an indented line of its own. */
    @Override
    public String toString()
    {
        return location + (Weight.WARNING == weight ? ": warning: " : ": note: ") + message +
            (rule.isEmpty() ? "" : "\n    " + rule);
    }
}
