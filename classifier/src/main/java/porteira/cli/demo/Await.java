package porteira.cli.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something that another process does. */
final class Await
{
    private static final Duration STEP = Duration.ofMillis(20);

    private Await()
    {
    }

    /** Look again and again until {@code condition} holds. False if the limit or an interrupt came first. */
    static boolean until(final BooleanSupplier condition, final Duration limit)
    {
        final long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted())
            {
                return false;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return true;
    }
}
