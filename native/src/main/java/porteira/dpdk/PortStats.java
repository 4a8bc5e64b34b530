package porteira.dpdk;

import porteira.dpdk.bindings.prt_port_stats;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.foreign.MemorySegment;

/**
 * A port's statistics as {@link Port#stats} last read them, since its start; unsigned 64 bits each. Made once and read
 * into again and again, by one thread.
 */
public final class PortStats
{
    private static final int LENGTH = (int)prt_port_stats.sizeof();
    private static final int RX_FRAMES = (int)prt_port_stats.rx_frames$offset();
    private static final int TX_FRAMES = (int)prt_port_stats.tx_frames$offset();
    private static final int RX_BYTES = (int)prt_port_stats.rx_bytes$offset();
    private static final int TX_BYTES = (int)prt_port_stats.tx_bytes$offset();
    private static final int RX_MISSED = (int)prt_port_stats.rx_missed$offset();
    private static final int RX_ERRORS = (int)prt_port_stats.rx_errors$offset();
    private static final int TX_ERRORS = (int)prt_port_stats.tx_errors$offset();
    private static final int RX_NO_MBUF = (int)prt_port_stats.rx_no_mbuf$offset();

    private final UnsafeBuffer buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, Long.BYTES));
    private final MemorySegment segment = MemorySegment.ofBuffer(buffer.byteBuffer());

    /** Frames received. */
    public long rxFrames()
    {
        return buffer.getLong(RX_FRAMES);
    }

    /** Frames transmitted. */
    public long txFrames()
    {
        return buffer.getLong(TX_FRAMES);
    }

    /** Bytes received. */
    public long rxBytes()
    {
        return buffer.getLong(RX_BYTES);
    }

    /** Bytes transmitted. */
    public long txBytes()
    {
        return buffer.getLong(TX_BYTES);
    }

    /** Frames that the port dropped because no descriptor was free: the host is too slow. */
    public long rxMissed()
    {
        return buffer.getLong(RX_MISSED);
    }

    /** Frames received in error. */
    public long rxErrors()
    {
        return buffer.getLong(RX_ERRORS);
    }

    /** Frames that could not be transmitted. */
    public long txErrors()
    {
        return buffer.getLong(TX_ERRORS);
    }

    /** Frames dropped because the mempool was empty. */
    public long rxNoMbuf()
    {
        return buffer.getLong(RX_NO_MBUF);
    }

    MemorySegment segment()
    {
        return segment;
    }
}
