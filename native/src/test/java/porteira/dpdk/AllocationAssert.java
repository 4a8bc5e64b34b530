package porteira.dpdk;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Fails where code that must not allocate does. */
public final class AllocationAssert
{
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 10_000;
    private static final int ROUNDS = 5;
    /** Most calls of a body. */
    public static final int MAX_CALLS = WARM_UP + ROUNDS * CALLS;

    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private AllocationAssert()
    {
    }

    /**
     * Run {@code body} on this thread until it is compiled, then 10 000 times more, which may allocate 0 bytes. The JVM
     * itself allocates once where it throws compiled code away, so that there are five tries; what a call allocates
     * shows in each. The body is called up to {@link #MAX_CALLS} times.
     */
    public static void none(final Runnable body)
    {
        run(body, WARM_UP);
        THREADS.getCurrentThreadAllocatedBytes();

        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && 0 != allocated; round++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            run(body, CALLS);
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        assertEquals(0, allocated, "bytes allocated in " + CALLS + " calls");
    }

    private static void run(final Runnable body, final int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            body.run();
        }
    }
}
