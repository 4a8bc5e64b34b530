package porteira.policy.nft;

import java.util.List;
import porteira.policy.IntervalSet;
import porteira.policy.SetDeclaration;

/**
 * A {@code set} or {@code map} block, or what stands in place of one.
 *
 * @param types       of a key; null where the block does not say it rightly
 * @param data        types of what a map's elements lead to; empty for a set, null for verdicts
 * @param declaration name, flags and elements; a map's too
 * @param values      of a set that never changes and has one type; else null
 * @param elements    of a map, as written
 */
record NamedSet(
    List<ValueType> types,
    List<ValueType> data,
    SetDeclaration declaration,
    IntervalSet values,
    List<ValueReader.Element> elements)
{
    boolean isMap()
    {
        return null == data || !data.isEmpty();
    }
}
