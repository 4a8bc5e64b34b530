package porteira.policy;

import java.util.List;

/**
 * Are these fields, taken together, an element of a set: for concatenations, and for sets whose content changes while
 * the policy runs. Fails where a field is absent, also when negated.
 *
 * @param key     fields in the order of the set's types
 * @param set     what is looked into
 * @param negated true if the fields must not be an element
 * @param text    source text
 */
public record Lookup(List<Field> key, SetDeclaration set, boolean negated, String text) implements Condition
{
    /** Takes a copy of the key. */
    public Lookup
    {
        key = List.copyOf(key);
    }
}
