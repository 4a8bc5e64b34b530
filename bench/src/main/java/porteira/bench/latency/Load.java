package porteira.bench.latency;

import org.HdrHistogram.Histogram;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.clib.CLibrary;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.run.BenchException;

import java.nio.file.Path;

/** The load generator written in C, at the far ends of two ports. One thread, pinned by its owner. */
final class Load
{
    private static final int FRAMES = 0;
    private static final int FRAME_COUNT = 8;
    private static final int RATE = 16;
    private static final int DURATION_NS = 24;
    private static final int SENT = 32;
    private static final int REFUSED = 40;
    private static final int RECEIVED = 48;
    private static final int BUCKETS = 56;
    private static final int MANTISSA_BITS = 7;
    private static final int BUCKET_COUNT = 64 << MANTISSA_BITS;
    private static final int LENGTH = BUCKETS + BUCKET_COUNT * Long.BYTES;
    private static final int DESCRIPTION_LENGTH = 16;
    private static final int DIGITS = 3;
    private static final int PORTS = 4;

    private final CLibrary library;
    private final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, Long.BYTES));
    private final UnsafeBuffer descriptions;
    private final FrameCorpus corpus;

    /** @param home root of the source tree @param corpus frames to send, in turn */
    Load(final Path home, final FrameCorpus corpus)
    {
        library = CLibrary.load(home, "libporteira-load.so");
        this.corpus = corpus;
        descriptions = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(corpus.count() * DESCRIPTION_LENGTH, Long.BYTES));
        for (int i = 0; i < corpus.count(); i++)
        {
            descriptions.putLong(i * DESCRIPTION_LENGTH, corpus.address(i));
            descriptions.putInt(i * DESCRIPTION_LENGTH + Long.BYTES, corpus.length(i));
        }
    }

    /**
     * Make ports of rings.
     *
     * @return DPDK's numbers of the one that receives and the one that frames leave by, then of their far ends; all are
     *         to be started
     */
    int[] ports(final String pool)
    {
        check("ports", library.call("prt_load_ports", pool, memory.addressOffset()));
        final int[] ids = new int[PORTS];
        for (int i = 0; i < PORTS; i++)
        {
            ids[i] = memory.getInt(i * Integer.BYTES);
        }
        return ids;
    }

    /** Use ports that there are. @param ids where to send, and where to receive */
    void use(final String pool, final int[] ids)
    {
        memory.putInt(0, ids[0]);
        memory.putInt(Integer.BYTES, ids[1]);
        check("ports", library.call("prt_load_use", pool, memory.addressOffset()));
    }

    /** Send at a steady rate for some time, on this thread. @param rate frames a second */
    Result run(final long rate, final long durationNs)
    {
        return run("prt_load_run", rate, durationNs);
    }

    /** The same on the thread that polls the port that receives; it has that much more to do. */
    Result runInside(final long rate, final long durationNs)
    {
        return run("prt_load_run_inside", rate, durationNs);
    }

    private Result run(final String function, final long rate, final long durationNs)
    {
        memory.setMemory(0, LENGTH, (byte)0);
        memory.putLong(FRAMES, descriptions.addressOffset());
        memory.putLong(FRAME_COUNT, corpus.count());
        memory.putLong(RATE, rate);
        memory.putLong(DURATION_NS, durationNs);
        check(function, library.call(function, memory.addressOffset()));
        final Histogram histogram = new Histogram(DIGITS);
        for (int i = 0; i < BUCKET_COUNT; i++)
        {
            final long count = memory.getLong(BUCKETS + i * Long.BYTES);
            if (0 < count)
            {
                histogram.recordValueWithCount(value(i), count);
            }
        }
        return new Result(
            rate, memory.getLong(SENT), memory.getLong(REFUSED), memory.getLong(RECEIVED), durationNs, histogram);
    }

    private static void check(final String what, final int code)
    {
        if (0 != code)
        {
            throw new BenchException("load generator: " + what + ": error " + -code);
        }
    }

    /** Least value of a bucket. */
    private static long value(final int bucket)
    {
        final int shift = (bucket >>> MANTISSA_BITS) - 1;
        final long mantissa = bucket & (1 << MANTISSA_BITS) - 1;
        return 0 > shift ? mantissa : (1L << MANTISSA_BITS | mantissa) << shift;
    }

    /**
     * What came of it.
     *
     * @param rate       asked for, frames a second
     * @param sent       frames that the port took
     * @param refused    frames that it had no room for
     * @param received   frames that came out
     * @param durationNs time of sending
     * @param histogram  nanoseconds from when a frame was due to when it was received
     */
    record Result(long rate, long sent, long refused, long received, long durationNs, Histogram histogram)
    {
        /** Frames that came out nowhere. */
        long lost()
        {
            return sent + refused - received;
        }

        /** No frame missing, and the sender kept up. */
        boolean isClean()
        {
            return 0 == refused && sent == received && sent * 1e9 >= 0.99 * rate * durationNs;
        }
    }
}
