package porteira.tree;

import java.util.List;
import porteira.policy.Field;

/** A diagram's node as code sees it: values fit a register, and no question has more answers than a method has room. */
sealed interface Step
{
    /**
     * Return.
     *
     * @param leaf the answer
     */
    record Exit(int leaf) implements Step
    {
    }

    /** Which 64 bits of a field, or whether it is in a set. */
    enum Part
    {
        /** The field fits 64 bits. */
        WHOLE,
        /** Bits 127..64. */
        HIGH,
        /** Bits 63..0 of a wider field. */
        LOW,
        /** 1 if the field is in a set. */
        MEMBER,
        /** 1 if a condition holds. */
        WHOLE_CONDITION,
        /** 1 if the lane answers a question with yes. */
        ASKED
    }

    /**
     * What is read.
     *
     * @param field of which packet; null where none in particular is read
     * @param part  which bits
     * @param index for {@link Part#MEMBER} and {@link Part#WHOLE_CONDITION}: of the constant that knows; for
     *              {@link Part#ASKED}: of the question
     */
    record Source(Field field, Part part, int index)
    {
        /** Bits of the value. */
        int bits()
        {
            return switch (part)
            {
                case WHOLE -> field.bits();
                case HIGH, LOW -> Long.SIZE;
                case MEMBER, WHOLE_CONDITION, ASKED -> 1;
            };
        }

        /** True if the value is a Java {@code int}; with 32 bits it uses the sign bit. */
        boolean isInt()
        {
            return Integer.SIZE >= bits();
        }
    }

    /** Read a value and branch. Identity is equality. */
    final class Test implements Step
    {
        private final Source source;
        private final List<Long> starts;
        private final List<Step> children;

        Test(final Source source, final List<Long> starts, final List<Step> children)
        {
            this.source = source;
            this.starts = starts;
            this.children = children;
        }

        Source source()
        {
            return source;
        }

        /** First value of each child, ascending unsigned; values below the first never come here. */
        List<Long> starts()
        {
            return starts;
        }

        List<Step> children()
        {
            return children;
        }
    }
}
