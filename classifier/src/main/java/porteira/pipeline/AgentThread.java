package porteira.pipeline;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import porteira.dpdk.DpdkThread;

import java.util.concurrent.TimeUnit;

/** A thread of its own for an agent, called by its role name. Exceptions go to the error handler; the agent goes on. */
public final class AgentThread implements AutoCloseable
{
    /** Any CPU will do. */
    public static final int NO_CPU = -1;

    private static final int SPINS = 100;
    private static final int YIELDS = 10;
    private static final long MIN_PARK_NS = 1000;

    private final AgentRunner runner;
    private final ErrorHandler errorHandler;
    private final int cpu;
    private Thread thread;

    /** A thread that has not started. @param cpu to pin it to, or {@link #NO_CPU} */
    public AgentThread(final Agent agent, final IdleStrategy idle, final ErrorHandler errorHandler, final int cpu)
    {
        runner = new AgentRunner(idle, errorHandler, null, agent);
        this.errorHandler = errorHandler;
        this.cpu = cpu;
    }

    /** Never lets go of its CPU. */
    public static IdleStrategy busy()
    {
        return BusySpinIdleStrategy.INSTANCE;
    }

    /** Spins and yields for a while, then sleeps, longer and longer. @param maxParkUs longest sleep, &gt;= 1 */
    public static IdleStrategy backoff(final int maxParkUs)
    {
        return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, TimeUnit.MICROSECONDS.toNanos(maxParkUs));
    }

    /** Start; once. */
    public void start()
    {
        thread = AgentRunner.startOnThread(runner, this::newThread);
    }

    /** True while the thread runs. */
    public boolean isAlive()
    {
        return null != thread && thread.isAlive();
    }

    /** End the agent after its present duty cycle and wait for it. */
    @Override
    public void close()
    {
        runner.close();
    }

    private Thread newThread(final Runnable body)
    {
        final Thread result = new Thread(
            () ->
            {
                pin();
                body.run();
            },
            runner.agent().roleName());
        result.setDaemon(true);
        return result;
    }

    private void pin()
    {
        if (NO_CPU != cpu)
        {
            try
            {
                DpdkThread.pin(cpu);
            }
            catch (final RuntimeException ex)
            {
                // Slower, but a bridge.
                errorHandler.onError(ex);
            }
        }
    }
}
