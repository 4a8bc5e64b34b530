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

    private static final int BYTE = 0xFF;
    private static final int PORT = 0xFFFF;
    private static final int STATE_SHIFT = RangeWord.STATE - 8;
    private static final int STATE = 0x300;
    private static final int SIDE = 0x1F;
    private static final int TO_SHIFT = RangeWord.TO - 5;
    private static final int TO = 0x3E0;

    private static final int SOURCES = 0;
    private static final int DESTINATIONS = SOURCES + PORT + 1;
    private static final int UPPERS = DESTINATIONS + PORT + 1;
    private static final int LOWERS = UPPERS + PORT + 1;
    private static final int PROTOCOLS = LOWERS + PORT + 1;
    private static final int SIDES = PROTOCOLS + STATE + BYTE + 1;
    private static final int BLOCKS = SIDES + TO + SIDE + 1;

    /** All tables but the last in one array; most entries are where in it, or in the last, to go on. */
    private final int[] words;
    private final char[] answers;

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
        final int pairsAt = BLOCKS + source.size() + destination.size();
        final int portsAt = pairsAt + pairs.table().length;
        final int kindsAt = portsAt + ports.table().length;
        final int restsAt = kindsAt + kinds.table().length;
        words = new int[restsAt + rests.table().length];
        source.put(words, SOURCES, BLOCKS, pairsAt, pairs.columns());
        destination.put(words, DESTINATIONS, BLOCKS + source.size(), 0, 1);
        put(upper, UPPERS, portsAt, ports.columns());
        put(lower, LOWERS, 0, 1);
        put(protocols, PROTOCOLS, kindsAt, kinds.columns());
        put(sides, SIDES, 0, 1);
        put(pairs.table(), pairsAt, 0, answers.columns());
        put(ports.table(), portsAt, restsAt, rests.columns());
        put(kinds.table(), kindsAt, 0, 1);
        put(rests.table(), restsAt, 0, 1);
        this.answers = answers.table();
    }

    private void put(final char[] classes, final int at, final int base, final int factor)
    {
        for (int i = 0; i < classes.length; i++)
        {
            words[at + i] = base + classes[i] * factor;
        }
    }

    /** The answer to a key, or {@link #OPEN}. */
    public int find(final long word, final long range)
    {
        final int[] words = this.words;
        final int high = (int)(word >>> Integer.SIZE);
        final int low = (int)word;
        final int source = words[words[words[high >>> 16] + (high >>> 8 & BYTE)] + (high & BYTE)];
        final int destination =
            words[words[words[DESTINATIONS + (low >>> 16)] + (low >>> 8 & BYTE)] + (low & BYTE)];
        final int port = words[words[UPPERS + ((int)(range >>> RangeWord.UPPER) & PORT)] +
            words[LOWERS + ((int)range & PORT)]];
        final int kind = words[words[PROTOCOLS + protocol(range)] + words[SIDES + side(range)]];
        return answers[words[source + destination] + words[port + kind]];
    }

    /** Index of a range word in the table of protocols. */
    static int protocol(final long range)
    {
        return (int)(range >>> RangeWord.PROTO) & BYTE | (int)(range >>> STATE_SHIFT) & STATE;
    }

    /** Index of a range word in the table of sides. */
    static int side(final long range)
    {
        return (int)(range >>> RangeWord.FROM) & SIDE | (int)(range >>> TO_SHIFT) & TO;
    }

    /** Bytes in use. */
    public long bytes()
    {
        return 4L * words.length + 2L * answers.length;
    }
}
