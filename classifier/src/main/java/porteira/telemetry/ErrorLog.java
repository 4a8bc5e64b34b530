package porteira.telemetry;

import org.agrona.BufferUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.errors.ErrorConsumer;
import org.agrona.concurrent.errors.ErrorLogReader;

import java.util.concurrent.atomic.AtomicLong;

/** Exceptions that agents caught: each distinct one kept once with how often it came. Any thread; never throws. */
public final class ErrorLog implements ErrorHandler
{
    private static final int LENGTH = 256 * 1024;
    private static final int CACHE_LINE = 128;

    private final DistinctErrorLog log;
    private final AtomicLong count = new AtomicLong();

    /** An empty log. @param clock stamps observations */
    public ErrorLog(final EpochClock clock)
    {
        log = new DistinctErrorLog(new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, CACHE_LINE)), clock);
    }

    @Override
    public void onError(final Throwable error)
    {
        // Counted even where the log has no room for another distinct one.
        count.incrementAndGet();
        log.record(error);
    }

    /** Exceptions so far, every repetition included. */
    public long count()
    {
        return count.get();
    }

    /** Hand over all that was observed at {@code sinceMs} or later. @return how many distinct ones */
    public int read(final ErrorConsumer consumer, final long sinceMs)
    {
        return ErrorLogReader.read(log.buffer(), consumer, sinceMs);
    }
}
