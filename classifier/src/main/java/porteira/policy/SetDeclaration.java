package porteira.policy;

import java.util.List;
import java.util.Set;

/**
 * A set as a policy declares it.
 *
 * @param name      unique in its table; empty for a set written in place
 * @param types     of one element: several for a concatenation
 * @param flags     what it may do
 * @param timeoutMs default life of an element, 0 for ever
 * @param size      most elements at run time, 0 where the policy does not say
 * @param elements  at the start
 */
public record SetDeclaration(
    String name, List<KeyType> types, Set<Flag> flags, long timeoutMs, int size, List<Element> elements)
{
    /** What a set may do, nftables' flags and ours. */
    public enum Flag
    {
        /** Elements may be ranges and prefixes. */
        INTERVAL,
        /** Elements may expire. */
        TIMEOUT,
        /** Rules may add elements. */
        DYNAMIC,
        /** Content never changes. */
        CONSTANT,
        /** Content survives a restart; ours. */
        PERSIST
    }

    /**
     * One element.
     *
     * @param key       an interval for each type
     * @param timeoutMs life from the start, 0 for the set's default
     * @param comment   owner, reason; empty if none
     */
    public record Element(List<Interval> key, long timeoutMs, String comment)
    {
        /** Takes a copy of the key. */
        public Element
        {
            key = List.copyOf(key);
        }
    }

    /** Takes copies. */
    public SetDeclaration
    {
        types = List.copyOf(types);
        flags = Set.copyOf(flags);
        elements = List.copyOf(elements);
    }

    /** Large sets are compared often: what differs first is looked at first. */
    @Override
    public boolean equals(final Object other)
    {
        return this == other || other instanceof SetDeclaration set && name.equals(set.name) &&
            types.equals(set.types) && flags.equals(set.flags) && timeoutMs == set.timeoutMs && size == set.size &&
            elements.equals(set.elements);
    }

    @Override
    public int hashCode()
    {
        return 31 * (31 * name.hashCode() + types.hashCode()) + elements.size();
    }

    /** True if its content may differ from the policy's text while it runs. */
    public boolean isDynamic()
    {
        return flags.contains(Flag.TIMEOUT) || flags.contains(Flag.DYNAMIC) || flags.contains(Flag.PERSIST);
    }
}
