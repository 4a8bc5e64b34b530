package porteira.policy;

/**
 * One condition of a rule. It fails where the field is absent, also when negated, as nftables' does (NFT_BREAK).
 *
 * @param field    what is read
 * @param values   what is compared with
 * @param negated  true if the value must lie outside {@code values}
 * @param implicit true if the rule does not spell it, but what it spells needs it ({@code tcp dport} needs TCP)
 * @param text     source text, or what the source implies
 */
public record Match(Field field, IntervalSet values, boolean negated, boolean implicit, String text)
    implements Condition
{
    /** The values that satisfy it where the field is present. */
    public IntervalSet satisfying()
    {
        return negated ? values.complement() : values;
    }
}
