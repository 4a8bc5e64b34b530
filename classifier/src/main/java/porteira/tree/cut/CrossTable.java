package porteira.tree.cut;

/**
 * The answer to every key of one word, two addresses, and the fields of a {@link RangeWord}, in a fixed number of loads
 * and without a branch that depends on the key. Values of a field that the same boxes hold are one class; classes of
 * two fields have a class in common, and so on, up to the answer (recursive flow classification, Gupta and McKeown
 * 1999). Boxes may be in two groups, each with classes of its own; then the answer is that of the first box which
 * either finds. Immutable, allocates nothing.
 */
public final class CrossTable
{
    /** The answer that has to be looked for elsewhere. */
    public static final int OPEN = 0xFFFF;

    static final int SOURCES = 0;
    static final int DESTINATIONS = SOURCES + 0x1_0000;
    static final int UPPERS = DESTINATIONS + 0x1_0000;
    static final int LOWERS = UPPERS + 0x1_0000;
    static final int PROTOCOLS = LOWERS + 0x1_0000;
    static final int SIDES = PROTOCOLS + 0x400;
    static final int BLOCKS = SIDES + 0x400;

    private static final int BYTE = 0xFF;
    private static final int CLASS = 0xFFFF;

    /** All tables but the last in one array; most entries are where in it, or in the last, to go on. */
    private final int[] words;
    private final char[] answers;
    private final boolean readsSides;

    /** By box; null where answers are no boxes, as there is only one group. */
    private final char[] found;
    private final int pairs;
    private final int columns;
    private final int secondPairs;
    private final int secondColumns;

    /** Of one group. */
    CrossTable(final int[] words, final char[] answers, final boolean readsSides)
    {
        this(words, answers, readsSides, null, 0, 0, 0, 0);
    }

    /** Of two groups. */
    CrossTable(
        final int[] words,
        final char[] answers,
        final boolean readsSides,
        final char[] found,
        final int pairs,
        final int columns,
        final int secondPairs,
        final int secondColumns)
    {
        this.words = words;
        this.answers = answers;
        this.readsSides = readsSides;
        this.found = found;
        this.pairs = pairs;
        this.columns = columns;
        this.secondPairs = secondPairs;
        this.secondColumns = secondColumns;
    }

    /**
     * The answer to a key, or {@link #OPEN}.
     *
     * @param addresses the word
     * @param ports     UPPER in the upper half, LOWER in the lower
     * @param protocol  PROTO and, above its eight bits, STATE
     * @param sides     FROM and, above its five bits, TO
     */
    public int find(final long addresses, final int ports, final int protocol, final int sides)
    {
        final int[] words = this.words;
        final int high = (int)(addresses >>> Integer.SIZE);
        final int low = (int)addresses;
        final int source = words[words[words[high >>> 16] + (high >>> 8 & BYTE)] + (high & BYTE)];
        final int destination =
            words[words[words[DESTINATIONS + (low >>> 16)] + (low >>> 8 & BYTE)] + (low & BYTE)];
        final int rest = words[words[UPPERS + (ports >>> 16)] + words[LOWERS + (ports & CLASS)] +
            words[PROTOCOLS + protocol] + (readsSides ? words[SIDES + sides] : 0)];
        return null == found ? answers[words[source + destination] + rest] : first(source, destination, rest);
    }

    private int first(final int source, final int destination, final int rest)
    {
        final int row = words[pairs + (source & CLASS) * columns + (destination & CLASS)];
        final int secondRow = words[secondPairs + (source >>> 16) * secondColumns + (destination >>> 16)];
        return found[Math.min(answers[row + (rest & CLASS)], answers[secondRow + (rest >>> 16)])];
    }

    /** Bytes in use. */
    public long bytes()
    {
        return 4L * words.length + 2L * answers.length + (null == found ? 0 : 2L * found.length);
    }
}
