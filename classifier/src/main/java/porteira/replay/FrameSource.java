package porteira.replay;

import org.agrona.DirectBuffer;

import java.io.IOException;

/** Frames of one capture file, in order. Values are those of the frame that {@link #next} stepped to. */
interface FrameSource extends AutoCloseable
{
    /**
     * Step to the next frame.
     *
     * @return false at the end of the file
     * @throws IOException if the file is broken here; frames before were good
     */
    boolean next() throws IOException;

    /** Link type as libpcap or the file numbers it. */
    int linkType();

    /** The captured bytes, valid until {@link #next}. */
    DirectBuffer frame();

    int capturedLength();

    /** Bytes on the wire, unsigned 32 bits. */
    long originalLength();

    /** Nanoseconds since the epoch. */
    long timestampNs();

    @Override
    void close() throws IOException;
}
