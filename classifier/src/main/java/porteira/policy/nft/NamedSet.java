package porteira.policy.nft;

import porteira.policy.IntervalSet;

/**
 * A {@code set} block.
 *
 * @param type   of its elements; null where the block does not say it rightly
 * @param values its elements
 */
record NamedSet(ValueType type, IntervalSet values)
{
}
