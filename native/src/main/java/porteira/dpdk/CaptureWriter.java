package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;
import porteira.dpdk.bindings.prt_capture_frame;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Writes frames to a pcap file with nanosecond timestamps. Needs neither DPDK nor privilege. One thread at a time. */
public final class CaptureWriter implements AutoCloseable
{
    /** Longest frame that is written whole; what is beyond is cut, the original length kept. */
    public static final int FRAME_MAX = 256 * 1024;

    private static final int LENGTH = (int)prt_capture_frame.sizeof();
    private static final int DATA = (int)prt_capture_frame.data$offset();
    private static final int TIMESTAMP_NS = (int)prt_capture_frame.timestamp_ns$offset();
    private static final int CAPTURED = (int)prt_capture_frame.captured$offset();
    private static final int ORIGINAL = (int)prt_capture_frame.length$offset();

    private final Path file;
    private final UnsafeBuffer record = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, Long.BYTES));
    private final MemorySegment segment = MemorySegment.ofBuffer(record.byteBuffer());
    private final UnsafeBuffer copy = new UnsafeBuffer(BufferUtil.allocateDirectAligned(FRAME_MAX, Long.BYTES));
    private long handle;

    private CaptureWriter(final Path file, final long handle)
    {
        this.file = file;
        this.handle = handle;
    }

    /**
     * Create a file, or write over one.
     *
     * @param linkType of all frames, as libpcap numbers it
     * @throws CaptureException       if the file cannot be created
     * @throws NativeLibraryException if libpcap is missing
     */
    public static CaptureWriter create(final Path file, final int linkType) throws CaptureException
    {
        NativeLibrary.loadCapture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment handle = arena.allocate(porteira_h.C_LONG);
            if (0 > porteira_h.prt_capture_dump_open(arena.allocateFrom(file.toString()), linkType, handle))
            {
                throw new CaptureException(file, Capture.lastError(file));
            }
            return new CaptureWriter(file, handle.get(porteira_h.C_LONG, 0));
        }
    }

    /**
     * Append a frame. Allocates nothing.
     *
     * @param length         bytes of {@code frame} to write, from {@code offset} on
     * @param originalLength bytes it had on the wire
     * @param timestampNs    nanoseconds since the epoch
     * @throws CaptureException if the disk is full
     */
    public void write(
        final DirectBuffer frame, final int offset, final int length, final int originalLength, final long timestampNs)
        throws CaptureException
    {
        if (0 == handle)
        {
            throw new CaptureException(file, "closed");
        }
        final int captured = Math.min(length, FRAME_MAX);
        copy.putBytes(0, frame, offset, captured);
        record.putLong(DATA, copy.addressOffset());
        record.putLong(TIMESTAMP_NS, timestampNs);
        record.putInt(CAPTURED, captured);
        record.putInt(ORIGINAL, originalLength);
        if (0 > porteira_h.prt_capture_dump_write(handle, segment))
        {
            throw new CaptureException(file, Capture.lastError(file));
        }
    }

    /**
     * Flush and close.
     *
     * @throws CaptureException if the last frames could not be written
     */
    @Override
    public void close() throws CaptureException
    {
        if (0 != handle)
        {
            final int code = porteira_h.prt_capture_dump_close(handle);
            handle = 0;
            if (0 > code)
            {
                throw new CaptureException(file, Capture.lastError(file));
            }
        }
    }
}
