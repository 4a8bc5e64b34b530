package porteira.pipeline;

/**
 * Layout of a set's change in a lane's event ring, host byte order.
 * <pre>
 *  0            4      8        12      16       24      32       40
 *  | generation | leaf | number | parts | high 0 | low 0 | high 1 | low 1 ...
 * </pre>
 */
final class SetChangeRecord
{
    /** Message type. */
    static final int TYPE = 2;

    static final int GENERATION_OFFSET = 0;
    static final int LEAF_OFFSET = 4;
    static final int NUMBER_OFFSET = 8;
    static final int PARTS_OFFSET = 12;
    static final int KEY_OFFSET = 16;
    static final int PART_LENGTH = 2 * Long.BYTES;

    private SetChangeRecord()
    {
    }
}
