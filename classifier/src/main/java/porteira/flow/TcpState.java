package porteira.flow;

/** States of a TCP connection as a box in the middle can know them, with netfilter's names and numbers. */
public final class TcpState
{
    /** No frame yet; other protocols stay here. */
    public static final int NONE = 0;
    /** SYN seen. */
    public static final int SYN_SENT = 1;
    /** SYN and ACK seen. */
    public static final int SYN_RECV = 2;
    /** The handshake is done, or was before we came. */
    public static final int ESTABLISHED = 3;
    /** FIN seen. */
    public static final int FIN_WAIT = 4;
    /** It was acknowledged. */
    public static final int CLOSE_WAIT = 5;
    /** FIN seen from both sides. */
    public static final int LAST_ACK = 6;
    /** All is acknowledged. */
    public static final int TIME_WAIT = 7;
    /** RST seen. */
    public static final int CLOSE = 8;
    /** SYN seen from both sides. */
    public static final int SYN_SENT2 = 9;

    /** {@link #after}: this segment is no part of the conversation. */
    static final int INVALID = 10;
    /** {@link #after}: whether it is, the other side will tell. */
    static final int IGNORE = 11;

    static final int KIND_SYN = 0;
    static final int KIND_SYN_ACK = 1;
    static final int KIND_FIN = 2;
    static final int KIND_ACK = 3;
    static final int KIND_RST = 4;
    static final int KIND_NONE = 5;

    private static final int STATES = 10;
    private static final int KINDS = 6;
    private static final String[] NAMES = {
        "NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",
        "SYN_SENT2"
    };

    // A row for each kind of segment, a column for each state before it: the digit is the state after it, "x" says
    // invalid, "i" ignored.      NO SS SR ES FW CW LA TW CL S2
    private static final byte[] TRANSITIONS = parse(
        "1 1 i i i i i 1 1 9",
        "x x 2 x x x x x x 2",
        "x x 4 4 6 6 6 7 8 x",
        "3 x 3 3 5 5 7 7 8 x",
        "x 8 8 8 8 8 8 8 8 8",
        "x x x x x x x x x x",
        "x 9 x x x x x 1 x 9",
        "x 2 i i i i i i i 2",
        "x x 4 4 6 6 6 7 8 x",
        "x i 2 3 5 5 7 7 8 i",
        "x 8 8 8 8 8 8 8 8 8",
        "x x x x x x x x x x");

    private TcpState()
    {
    }

    /** Name of a state, netfilter's. */
    public static String text(final int state)
    {
        return state >= 0 && state < NAMES.length ? NAMES[state] : Integer.toString(state);
    }

    /** Number of a state whose name is {@code text}, any case; -1 if none is. */
    public static int ofText(final String text)
    {
        for (int state = 0; state < NAMES.length; state++)
        {
            if (NAMES[state].equalsIgnoreCase(text))
            {
                return state;
            }
        }
        return -1;
    }

    /** The state that a segment would lead to: {@code side} 0 is the originator's. */
    static int after(final int side, final int kind, final int state)
    {
        return TRANSITIONS[(side * KINDS + kind) * STATES + state];
    }

    private static byte[] parse(final String... rows)
    {
        final byte[] table = new byte[rows.length * STATES];
        for (int row = 0; row < rows.length; row++)
        {
            for (int state = 0; state < STATES; state++)
            {
                final char cell = rows[row].charAt(2 * state);
                table[row * STATES + state] = (byte)('x' == cell ? INVALID : 'i' == cell ? IGNORE : cell - '0');
            }
        }
        return table;
    }
}
