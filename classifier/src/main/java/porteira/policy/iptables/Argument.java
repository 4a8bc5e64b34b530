package porteira.policy.iptables;

import java.util.List;

/**
 * An option of a command with its values.
 *
 * @param option  what it is; null for one of an extension that no policy can express
 * @param at      where it stands, spelt as known
 * @param negated true if {@code !} stands in front of the option or of its value
 * @param values  as many as the option takes
 */
record Argument(Option option, Word at, boolean negated, List<Word> values)
{
    /** Takes a copy of the values. */
    Argument
    {
        values = List.copyOf(values);
    }

    Word value()
    {
        return values.getFirst();
    }
}
