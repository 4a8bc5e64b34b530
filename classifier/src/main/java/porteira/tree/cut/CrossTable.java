package porteira.tree.cut;

/**
 * The answer to every key of one word, two addresses, and a {@link RangeWord}, in a fixed number of loads and without a
 * branch that depends on the key. Values of a field that the same boxes hold are one class; classes of two fields have
 * a class in common, and so on, up to the answer (recursive flow classification, Gupta and McKeown 1999). Immutable,
 * allocates nothing.
 */
public final class CrossTable
{
    /** The answer that has to be looked for elsewhere. */
    public static final int OPEN = 0xFFFF;

    private static final int PORT = 0xFFFF;
    private static final int PROTOCOL = 0xFF;
    private static final int STATE_SHIFT = RangeWord.STATE - 8;
    private static final int STATE = 0x300;
    private static final int SIDE = 0x1F;
    private static final int TO_SHIFT = RangeWord.TO - 5;
    private static final int TO = 0x3E0;

    private final AddressClasses source;
    private final AddressClasses destination;
    private final char[] upper;
    private final char[] lower;
    private final char[] protocols;
    private final char[] sides;
    private final Crossing pairs;
    private final Crossing ports;
    private final Crossing kinds;
    private final Crossing rests;
    private final Crossing answers;

    /**
     * Of what {@link CrossBuilder} found.
     *
     * @param upper     classes of source ports
     * @param lower     classes of destination ports
     * @param protocols classes by protocol and, above it, state
     * @param sides     classes by ingress and, above it, egress
     * @param pairs     of source and destination address
     * @param ports     of source and destination port
     * @param kinds     of protocol and side
     * @param rests     of ports and kind
     * @param answers   of pair and rest
     */
    CrossTable(
        final AddressClasses source,
        final AddressClasses destination,
        final char[] upper,
        final char[] lower,
        final char[] protocols,
        final char[] sides,
        final Crossing pairs,
        final Crossing ports,
        final Crossing kinds,
        final Crossing rests,
        final Crossing answers)
    {
        this.source = source;
        this.destination = destination;
        this.upper = upper;
        this.lower = lower;
        this.protocols = protocols;
        this.sides = sides;
        this.pairs = pairs;
        this.ports = ports;
        this.kinds = kinds;
        this.rests = rests;
        this.answers = answers;
    }

    /** The answer to a key, or {@link #OPEN}. */
    public int find(final long word, final long range)
    {
        final int pair = pairs.at(source.of((int)(word >>> Integer.SIZE)), destination.of((int)word));
        final int port = ports.at(upper[(int)(range >>> RangeWord.UPPER) & PORT], lower[(int)range & PORT]);
        final int kind = kinds.at(protocols[protocol(range)], sides[side(range)]);
        return answers.at(pair, rests.at(port, kind));
    }

    /** Index of a range word in the table of protocols. */
    static int protocol(final long range)
    {
        return (int)(range >>> RangeWord.PROTO) & PROTOCOL | (int)(range >>> STATE_SHIFT) & STATE;
    }

    /** Index of a range word in the table of sides. */
    static int side(final long range)
    {
        return (int)(range >>> RangeWord.FROM) & SIDE | (int)(range >>> TO_SHIFT) & TO;
    }

    /** Bytes in use. */
    public long bytes()
    {
        return source.bytes() + destination.bytes() +
            2L * (upper.length + lower.length + protocols.length + sides.length) +
            pairs.bytes() + ports.bytes() + kinds.bytes() + rests.bytes() + answers.bytes();
    }
}
