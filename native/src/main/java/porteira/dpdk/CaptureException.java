package porteira.dpdk;

import java.io.IOException;
import java.nio.file.Path;

/** A capture file cannot be read or written; the message has the file's name and libpcap's own text. */
public final class CaptureException extends IOException
{
    private static final long serialVersionUID = 1L;

    CaptureException(final Path file, final String text)
    {
        super("capture: file=" + file + ": " + text);
    }
}
