package porteira.replay;

import org.agrona.DirectBuffer;
import porteira.dpdk.Capture;

import java.io.IOException;
import java.nio.file.Path;

/** Chooses the reader of a capture file: our own for pcapng, libpcap for all it knows besides. */
final class FrameSources
{
    private FrameSources()
    {
    }

    /**
     * Open a file. libpcap refuses a pcapng file whose interfaces differ in link type or snapshot length, which is why
     * those are read here.
     *
     * @throws IOException if there is no such file or it is no capture
     */
    static FrameSource open(final Path file) throws IOException
    {
        return PcapngSource.isPcapng(file) ? new PcapngSource(file) : new LibpcapSource(file);
    }

    private static final class LibpcapSource implements FrameSource
    {
        private final Capture capture;

        LibpcapSource(final Path file) throws IOException
        {
            capture = Capture.open(file);
        }

        @Override
        public boolean next() throws IOException
        {
            return capture.next();
        }

        @Override
        public int linkType()
        {
            return capture.linkType();
        }

        @Override
        public DirectBuffer frame()
        {
            return capture.frame();
        }

        @Override
        public int capturedLength()
        {
            return capture.capturedLength();
        }

        @Override
        public long originalLength()
        {
            return capture.originalLength();
        }

        @Override
        public long timestampNs()
        {
            return capture.timestampNs();
        }

        @Override
        public void close()
        {
            capture.close();
        }
    }
}
