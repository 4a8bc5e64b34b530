package porteira.flow;

import java.util.SplittableRandom;

/**
 * What a connection is found by, the same for both directions, and which of its endpoints is this packet's source.
 * Reused for every frame; one thread. Layout and order of endpoints: {@link FlowDescriptor}.
 */
final class FlowKey
{
    static final int PROTOCOL_MASK = 0xFF;
    static final int VLANS_SHIFT = 8;
    static final int HIGH_PORT_SHIFT = 32;
    static final int LOW_PORT_SHIFT = 48;

    long lowHigh;
    long lowLow;
    long highHigh;
    long highLow;
    long word;
    int facts;
    boolean isSourceLow;
    long hash;

    private final long seed0;
    private final long seed1;
    private final long seed2;
    private final long seed3;

    FlowKey(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        seed0 = random.nextLong();
        seed1 = random.nextLong();
        seed2 = random.nextLong();
        seed3 = random.nextLong() | 1;
    }

    /**
     * Take both endpoints, whatever their order.
     *
     * @param isQuery true for ICMP queries, whose asker is the source
     * @param vlans   outer VLAN id, inner one in the 12 bits above it
     */
    void set(
        final boolean isIpv6,
        final long sourceHigh,
        final long sourceLow,
        final int sourcePort,
        final long destinationHigh,
        final long destinationLow,
        final int destinationPort,
        final int protocol,
        final int vlans,
        final boolean isQuery)
    {
        final boolean sourceFirst =
            isLower(sourceHigh, sourceLow, sourcePort, destinationHigh, destinationLow, destinationPort);
        final long common = (long)vlans << VLANS_SHIFT | protocol;
        facts = (isIpv6 ? FlowDescriptor.IPV6 : 0) | (isQuery && sourceFirst ? FlowDescriptor.ASKER_LOW : 0);
        isSourceLow = sourceFirst;
        if (sourceFirst)
        {
            lowHigh = sourceHigh;
            lowLow = sourceLow;
            highHigh = destinationHigh;
            highLow = destinationLow;
            word = (long)sourcePort << LOW_PORT_SHIFT | (long)destinationPort << HIGH_PORT_SHIFT | common;
        }
        else
        {
            lowHigh = destinationHigh;
            lowLow = destinationLow;
            highHigh = sourceHigh;
            highLow = sourceLow;
            word = (long)destinationPort << LOW_PORT_SHIFT | (long)sourcePort << HIGH_PORT_SHIFT | common;
        }
        hash = hash(facts, lowHigh, lowLow, highHigh, highLow, word);
    }

    /** Same connection, whatever the direction. */
    boolean isSame(final FlowKey other)
    {
        return word == other.word && lowLow == other.lowLow && highLow == other.highLow &&
            lowHigh == other.lowHigh && highHigh == other.highHigh && facts == other.facts;
    }

    /** The same packet the other way round. */
    void turn()
    {
        isSourceLow = !isSourceLow;
    }

    /** Keyed: without the seed nobody can find two connections with the same hash other than by chance. */
    long hash(
        final int keyFacts, final long first, final long second, final long third, final long fourth, final long rest)
    {
        long mixed = 0 == (keyFacts & FlowDescriptor.IPV6) ?
            multiply(second << Integer.SIZE ^ fourth ^ seed0, rest ^ seed1) :
            multiply(first ^ seed0, second ^ seed1) ^ multiply(third ^ seed2, fourth ^ rest * seed3);
        mixed ^= keyFacts;
        return multiply(mixed ^ seed2, seed3);
    }

    private static long multiply(final long left, final long right)
    {
        return left * right ^ Math.multiplyHigh(left, right);
    }

    private static boolean isLower(
        final long leftHigh,
        final long leftLow,
        final int leftPort,
        final long rightHigh,
        final long rightLow,
        final int rightPort)
    {
        if (leftHigh != rightHigh)
        {
            return Long.compareUnsigned(leftHigh, rightHigh) < 0;
        }
        return leftLow == rightLow ? leftPort <= rightPort : Long.compareUnsigned(leftLow, rightLow) < 0;
    }
}
