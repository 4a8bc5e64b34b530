package porteira.flow;

/** What a frame is to its connection: one bit each, with the values that nft gives them in {@code ct state}. */
public final class CtState
{
    /** Belongs to no connection and may not begin one. */
    public static final int INVALID = 1;
    /** Its connection has seen frames both ways. */
    public static final int ESTABLISHED = 2;
    /** An ICMP error about a connection that is known. */
    public static final int RELATED = 4;
    /** Begins a connection, or belongs to one not answered yet. */
    public static final int NEW = 8;
    /** Not asked for: no IP, or neighbour discovery. */
    public static final int UNTRACKED = 64;

    private CtState()
    {
    }

    /** nft's word for one of the states; the number where it is none. */
    public static String text(final int state)
    {
        return switch (state)
        {
            case INVALID -> "invalid";
            case ESTABLISHED -> "established";
            case RELATED -> "related";
            case NEW -> "new";
            case UNTRACKED -> "untracked";
            default -> Integer.toString(state);
        };
    }
}
