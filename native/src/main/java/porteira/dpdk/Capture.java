package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;
import porteira.dpdk.bindings.prt_capture_frame;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Frames of a pcap or pcapng file, one after the other. Needs neither DPDK nor privilege. One thread at a time.
 * <pre>{@code
 *  try (Capture capture = Capture.open(file))
 *  {
 *      while (capture.next())
 *      {
 *          handler.onFrame(capture.frame(), capture.capturedLength());
 *      }
 *  }
 * }</pre>
 */
public final class Capture implements AutoCloseable
{
    /** Link type of Ethernet frames. */
    public static final int LINK_ETHERNET = 1;

    private static final int LENGTH = (int)prt_capture_frame.sizeof();
    private static final int DATA = (int)prt_capture_frame.data$offset();
    private static final int TIMESTAMP_NS = (int)prt_capture_frame.timestamp_ns$offset();
    private static final int CAPTURED = (int)prt_capture_frame.captured$offset();
    private static final int ORIGINAL = (int)prt_capture_frame.length$offset();

    private final Path file;
    private final UnsafeBuffer record = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, Long.BYTES));
    private final MemorySegment segment = MemorySegment.ofBuffer(record.byteBuffer());
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final int linkType;
    private long handle;

    private Capture(final Path file, final long handle)
    {
        this.file = file;
        this.handle = handle;
        linkType = porteira_h.prt_capture_link_type(handle);
    }

    /**
     * Open a file.
     *
     * @throws CaptureException       if there is no such file or it is no capture
     * @throws NativeLibraryException if libpcap is missing
     */
    public static Capture open(final Path file) throws CaptureException
    {
        NativeLibrary.loadCapture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment handle = arena.allocate(porteira_h.C_LONG);
            if (0 > porteira_h.prt_capture_open(arena.allocateFrom(file.toString()), handle))
            {
                throw new CaptureException(file, lastError(file));
            }
            return new Capture(file, handle.get(porteira_h.C_LONG, 0));
        }
    }

    /** Link type of all frames as libpcap numbers it. */
    public int linkType()
    {
        return linkType;
    }

    /**
     * Step to the next frame, after which the last one may not be read any more. Allocates nothing.
     *
     * @return false at the end of the file
     * @throws CaptureException if the file breaks off inside a frame or is malformed; frames before that were good
     */
    public boolean next() throws CaptureException
    {
        if (0 == handle)
        {
            throw new CaptureException(file, "closed");
        }
        final int code = porteira_h.prt_capture_next(handle, segment);
        if (1 == code)
        {
            frame.wrap(record.getLong(DATA), record.getInt(CAPTURED));
            return true;
        }
        frame.wrap(0, 0);
        if (0 > code)
        {
            throw new CaptureException(file, lastError(file));
        }
        return false;
    }

    /** The frame's captured bytes; the same object each time, valid until {@link #next} or {@link #close}. */
    public DirectBuffer frame()
    {
        return frame;
    }

    /** Bytes of the frame that the file has. */
    public int capturedLength()
    {
        return record.getInt(CAPTURED);
    }

    /** Bytes the frame had on the wire, unsigned in the file and cut at {@link Integer#MAX_VALUE}. */
    public int originalLength()
    {
        final int length = record.getInt(ORIGINAL);
        return 0 > length ? Integer.MAX_VALUE : length;
    }

    /** When the frame was seen, nanoseconds since the epoch. */
    public long timestampNs()
    {
        return record.getLong(TIMESTAMP_NS);
    }

    @Override
    public void close()
    {
        if (0 != handle)
        {
            frame.wrap(0, 0);
            porteira_h.prt_capture_close(handle);
            handle = 0;
        }
    }

    /** The capture object's text for this thread, without the names that {@link CaptureException} puts before it. */
    static String lastError(final Path file)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int size = porteira_h.PRT_TEXT_MAX();
            final MemorySegment memory = arena.allocate(size);
            porteira_h.prt_capture_last_error(memory, size);
            final String text = memory.getString(0);
            final String pathed = ": path=" + file + ": ";
            final int at = text.indexOf(pathed);
            return 0 > at ? text.substring(text.indexOf(": ") + 2) : text.substring(at + pathed.length());
        }
    }
}
