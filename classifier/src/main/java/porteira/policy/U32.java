package porteira.policy;

import java.util.List;

/**
 * iptables' {@code u32} match: all tests must hold. A test fails where it reaches beyond the packet, so that the match,
 * if negated, holds there ({@code xt_u32}).
 *
 * @param layer   whose network header is offset 0
 * @param family  {@code PacketLayout.NETWORK_*} of the packets that the table sees
 * @param tests   in order
 * @param negated true if some test must fail
 * @param text    source text
 */
public record U32(Layer layer, int family, List<Test> tests, boolean negated, String text) implements Condition
{
    /** What happens to the value so far. */
    public enum Operator
    {
        /** {@code &}: bitwise and. */
        AND,
        /** {@code <<}. */
        LEFT,
        /** {@code >>}, unsigned. */
        RIGHT,
        /** {@code @}: the value moves the place that offsets count from; then a value is read at the operand. */
        AT
    }

    /**
     * One operation.
     *
     * @param operator what
     * @param operand  unsigned 32 bits; below 32 for a shift
     */
    public record Step(Operator operator, int operand)
    {
    }

    /**
     * One comparison.
     *
     * @param offset bytes from the network header to the first value, which is 32 bits in network byte order
     * @param steps  operations on it
     * @param values what it may then be, 32 bits
     */
    public record Test(int offset, List<Step> steps, IntervalSet values)
    {
        /** Takes a copy of the steps. */
        public Test
        {
            steps = List.copyOf(steps);
        }
    }

    /** Takes a copy of the tests. */
    public U32
    {
        tests = List.copyOf(tests);
    }
}
