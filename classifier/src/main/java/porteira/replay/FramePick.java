package porteira.replay;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** One frame of a capture file, as a policy would see it. */
public final class FramePick
{
    private FramePick()
    {
    }

    /**
     * Frame {@code number} (from 1) of a file, in an Ethernet frame whatever its link was.
     *
     * @throws IOException if the file cannot be read, has fewer frames, or this one's link type cannot be judged
     */
    public static UnsafeBuffer of(final Path file, final long number) throws IOException
    {
        try (FrameSource source = FrameSources.open(file))
        {
            for (long i = 1; i <= number; i++)
            {
                if (!source.next())
                {
                    throw new IOException(file + ": no frame " + number + ", it has " + (i - 1));
                }
            }
            final LinkType link = LinkType.of(source.linkType());
            if (null == link)
            {
                throw new IOException(file + ": frames of link type " + source.linkType() + " cannot be judged");
            }
            final EthernetView view = new EthernetView();
            view.take(link, source.frame(), source.capturedLength());
            final UnsafeBuffer frame = new UnsafeBuffer(new byte[view.length()]);
            frame.putBytes(0, view.frame(), 0, view.length());
            return frame;
        }
    }
}
