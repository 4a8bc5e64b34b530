package porteira.tree;

import java.util.Comparator;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;

/**
 * What one level of a diagram asks: the value of a field, or, where a rule names a large set, whether the field lies in
 * it (1) or not (0).
 *
 * @param field what is read
 * @param set   the large set; null to ask for the value itself
 */
record Variable(Field field, IntervalSet set)
{
    /**
     * The order of levels. Outer packets come before the ones they carry; within a packet the order of {@link Kind}
     * puts what costs least and tells most first: protocol, ports, bridge port, family, flags, then addresses, then
     * Ethernet. In a tunnel the first question is whether it is there.
     */
    static final Comparator<Variable> ORDER = Comparator
        .comparingInt((Variable variable) -> variable.field.layer().depth())
        .thenComparing((variable) -> variable.field.layer().prefix())
        .thenComparingInt((variable) -> rank(variable.field))
        .thenComparingInt((variable) -> null == variable.set ? 0 : 1);

    /** Bits of the answer. */
    int bits()
    {
        return null == set ? field.kind().bits() : 1;
    }

    private static int rank(final Field field)
    {
        final boolean isPresence = Layer.OUTERMOST != field.layer() && Kind.NETWORK == field.kind();
        return isPresence ? -1 : field.kind().ordinal();
    }
}
