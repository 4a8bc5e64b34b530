package porteira.policy;

import java.util.List;

/**
 * One rule of a chain. All matches of a rule on the same layer speak of the same packet; where the layer is {@linkplain
 * Layer#isOpen open} the rule matches if they hold together for any packet that the layer may mean.
 *
 * @param index    place in {@link Policy#rules}
 * @param location {@code file:line} of its first word, the file without its folder
 * @param column   of its first word, from 1; 0 where it is not known
 * @param text     source text on one line
 * @param comment  its {@code comment "…"}, empty if none
 * @param parts    matches and statements in the order of the source, implied matches before the ones that need them
 */
public record Rule(int index, String location, int column, String text, String comment, List<RulePart> parts)
{
    /** One whose column is not known. */
    public Rule(
        final int index, final String location, final String text, final String comment, final List<RulePart> parts)
    {
        this(index, location, 0, text, comment, parts);
    }

    /** Takes a copy of the parts. */
    public Rule
    {
        parts = List.copyOf(parts);
    }

    /** For display: the comment if there is one, else the text. */
    public String label()
    {
        return comment.isEmpty() ? text : comment;
    }
}
