package porteira.replay;

import java.io.IOException;
import java.io.Writer;

/** Prints judged frames in one {@link ReplayFormat}. */
interface FrameReport
{
    /** Once, before the first frame. */
    void start() throws IOException;

    void frame(JudgedFrame frame) throws IOException;

    /** Once, after the last frame: everything is with the writer then. */
    void finish() throws IOException;

    static FrameReport of(final ReplayFormat format, final Writer out)
    {
        return switch (format)
        {
            case TEXT -> new TextReport(out);
            case JSON -> new JsonReport(out);
            case TSV -> new TsvReport(out);
        };
    }
}
