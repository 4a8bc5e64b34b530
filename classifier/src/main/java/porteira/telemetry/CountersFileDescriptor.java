package porteira.telemetry;

/**
 * Layout of the counters file, host byte order: a header page, then Agrona's counter metadata, then its values.
 * <pre>
 *   0            8        12        16          20        24    32              40
 *   | magic      | version| header  | metadata  | values  | pid | process start | gateway start |
 *   |            |        | length  | length    | length  |     | epoch ms      | epoch ms      |
 *  48            56         64       68
 *   | heartbeat  | sequence | name   | policy name, UTF-8 ...
 *   | epoch ms   |          | length |
 * </pre>
 * The sequence is odd while the writer changes anything behind the header's fixed part: a reader that sees an odd or a
 * changed sequence reads again. A closed file has heartbeat {@link #CLOSED}.
 */
final class CountersFileDescriptor
{
    static final long MAGIC = 0x6172696574726F70L;
    static final int VERSION = 1;
    static final int HEADER_LENGTH = 4096;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int HEADER_LENGTH_OFFSET = 12;
    static final int METADATA_LENGTH_OFFSET = 16;
    static final int VALUES_LENGTH_OFFSET = 20;
    static final int PID_OFFSET = 24;
    static final int PROCESS_START_OFFSET = 32;
    static final int GATEWAY_START_OFFSET = 40;
    static final int HEARTBEAT_OFFSET = 48;
    static final int SEQUENCE_OFFSET = 56;
    static final int NAME_LENGTH_OFFSET = 64;
    static final int NAME_OFFSET = 68;
    static final int NAME_MAX = HEADER_LENGTH - NAME_OFFSET;

    static final long CLOSED = -1;

    private CountersFileDescriptor()
    {
    }
}
