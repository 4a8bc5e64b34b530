package porteira.fuzz;

import java.io.IOException;
import java.util.stream.Stream;

/** Something that reads what strangers write. */
interface FuzzTarget
{
    /**
     * Reads any bytes.
     *
     * @throws IOException    where the machine fails, never the bytes
     * @throws AssertionError where the answer is none that a reader may give
     */
    void run(byte[] data) throws IOException;

    /** Where to start from. */
    Stream<byte[]> seeds();
}
