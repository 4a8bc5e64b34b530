package porteira.tree;

import java.util.Comparator;
import java.util.List;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.U32;

/** What one level of a diagram asks. */
sealed interface Variable
{
    /**
     * The order of levels. What the frame answers comes first, outer packets before the ones they carry; within a
     * packet the order of {@link Kind} puts what costs least and tells most first: protocol, ports, bridge port,
     * family, flags, then addresses, then Ethernet, then conditions asked as a whole. In a tunnel the first question is
     * whether it is there. Then come sets that change, the connection's state, and last, in the order of the rules,
     * what has consequences.
     */
    Comparator<Variable> ORDER = Comparator
        .comparingInt(Variable::group)
        .thenComparingInt((variable) -> variable.layer().depth())
        .thenComparing((variable) -> variable.layer().prefix())
        .thenComparingInt(Variable::rank);

    /** Bits of the answer. */
    int bits();

    /** The packet it speaks of. */
    Layer layer();

    /** Place among the variables of its layer. */
    int rank();

    /** 0 if the frame answers, then rising with what the answer costs. */
    int group();

    /**
     * The value of a field.
     *
     * @param field which
     */
    record Value(Field field) implements Variable
    {
        @Override
        public int bits()
        {
            return field.bits();
        }

        @Override
        public Layer layer()
        {
            return field.layer();
        }

        @Override
        public int rank()
        {
            final boolean isPresence = Layer.OUTERMOST != field.layer() && Kind.NETWORK == field.kind();
            return isPresence ? -1 : 2 * field.kind().ordinal();
        }

        @Override
        public int group()
        {
            return Kind.CT_STATE == field.kind() ? 2 : 0;
        }
    }

    /**
     * Whether a field lies in a large set (1) or not (0).
     *
     * @param field which
     * @param set   the set
     */
    record Member(Field field, IntervalSet set) implements Variable
    {
        @Override
        public int bits()
        {
            return 1;
        }

        @Override
        public Layer layer()
        {
            return field.layer();
        }

        @Override
        public int rank()
        {
            return 2 * field.kind().ordinal() + 1;
        }

        @Override
        public int group()
        {
            return 0;
        }
    }

    /**
     * Whether a condition holds (1) or not (0).
     *
     * @param condition one that {@link Queries#isWhole} names; a lookup without negation
     */
    record Whole(Condition condition) implements Variable
    {
        @Override
        public int bits()
        {
            return 1;
        }

        @Override
        public Layer layer()
        {
            return switch (condition)
            {
                case Match match -> match.field().layer();
                case U32 u32 -> u32.layer();
                case Lookup lookup -> deepest(lookup.key());
                case Ask ask -> Layer.OUTERMOST;
            };
        }

        @Override
        public int rank()
        {
            return 2 * Kind.values().length;
        }

        @Override
        public int group()
        {
            return condition instanceof Lookup lookup && lookup.set().isDynamic() ? 1 : 0;
        }

        private static Layer deepest(final List<Field> key)
        {
            Layer deepest = Layer.OUTERMOST;
            for (final Field field : key)
            {
                deepest = field.layer().depth() > deepest.depth() ? field.layer() : deepest;
            }
            return deepest;
        }
    }

    /**
     * Whether a question with consequences is answered with yes (1) or no (0).
     *
     * @param ask        the question
     * @param occurrence where in the unfolded policy it stands
     */
    record Asked(Ask ask, int occurrence) implements Variable
    {
        @Override
        public int bits()
        {
            return 1;
        }

        @Override
        public Layer layer()
        {
            return Layer.OUTERMOST;
        }

        @Override
        public int rank()
        {
            return occurrence;
        }

        @Override
        public int group()
        {
            return 3;
        }
    }
}
