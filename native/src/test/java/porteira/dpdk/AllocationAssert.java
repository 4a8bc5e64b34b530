package porteira.dpdk;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Fails where code that must not allocate does. */
public final class AllocationAssert
{
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private AllocationAssert()
    {
    }

    /** Run {@code body} on this thread until it is compiled, then 10 000 times more, which may allocate 0 bytes. */
    public static void none(final Runnable body)
    {
        for (int i = 0; i < WARM_UP; i++)
        {
            body.run();
        }
        THREADS.getCurrentThreadAllocatedBytes();

        final long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++)
        {
            body.run();
        }
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertEquals(0, allocated, "bytes allocated in " + CALLS + " calls");
    }
}
