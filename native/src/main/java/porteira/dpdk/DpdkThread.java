package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

/** What DPDK and the kernel are told of the calling thread. */
public final class DpdkThread
{
    private DpdkThread()
    {
    }

    /**
     * Give the calling thread an lcore id and with it a mempool cache; needed before it polls an {@link InlineLane}.
     *
     * @throws DpdkException if all lcore ids are taken
     */
    public static void register()
    {
        Eal.requireStarted();
        Failure.check(porteira_h.prt_thread_register());
    }

    /** Undo {@link #register} for the calling thread. */
    public static void unregister()
    {
        porteira_h.prt_thread_unregister();
    }

    /**
     * Let the calling thread run on one CPU only. Threads it starts later inherit that.
     *
     * @param cpu number as in /proc/cpuinfo
     * @throws DpdkException if there is no such CPU or it is forbidden to this process
     */
    public static void pin(final int cpu)
    {
        NativeLibrary.loadDpdk();
        Failure.check(porteira_h.prt_thread_pin(cpu));
    }
}
