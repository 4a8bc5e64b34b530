package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * DPDK's environment. Once per process, even after {@link #close}. Starting pins the calling thread to the main lcore,
 * and threads inherit that, so it is done on a thread of its own, which then sleeps until it cleans up.
 */
public final class Eal implements AutoCloseable
{
    private static volatile boolean started;

    private final ExecutorService mainLcore;
    private boolean closed;

    private Eal(final ExecutorService mainLcore)
    {
        this.mainLcore = mainLcore;
    }

    /**
     * Start the EAL. Control; takes up to seconds.
     *
     * @param args EAL arguments without the program's name, e.g. {@code --no-huge}, {@code -m}, {@code 256}
     * @param log  file that takes DPDK's log, or null for standard error
     * @throws DpdkException          with the log's last lines if the EAL refuses to start or was started before
     * @throws NativeLibraryException if the shim cannot be loaded
     */
    public static Eal start(final List<String> args, final Path log)
    {
        NativeLibrary.loadDpdk();
        final ExecutorService mainLcore = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("eal").daemon().factory());
        final DpdkException failure = CompletableFuture.supplyAsync(() -> init(args, log), mainLcore).join();
        if (null != failure)
        {
            mainLcore.shutdown();
            throw failure;
        }
        started = true;
        return new Eal(mainLcore);
    }

    /** Text of the DPDK that is loaded, e.g. {@code DPDK 22.11.11}. Needs no started EAL. */
    public static String version()
    {
        NativeLibrary.loadDpdk();
        return porteira_h.prt_dpdk_version().getString(0);
    }

    /**
     * Give back memory, devices and threads. Control; ports and lanes are closed before.
     *
     * @throws DpdkException if DPDK could not release something
     */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            started = false;
            final DpdkException failure = CompletableFuture.supplyAsync(Eal::cleanup, mainLcore).join();
            mainLcore.shutdown();
            if (null != failure)
            {
                throw failure;
            }
        }
    }

    /** DPDK crashes rather than refuses where it has not been started. */
    static void requireStarted()
    {
        if (!started)
        {
            throw new IllegalStateException("EAL: not started");
        }
    }

    private static DpdkException init(final List<String> args, final Path log)
    {
        final List<String> argv = new ArrayList<>(args.size() + 1);
        argv.add("porteira");
        argv.addAll(args);
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment pointers = arena.allocate(porteira_h.C_POINTER, argv.size());
            for (int i = 0; i < argv.size(); i++)
            {
                pointers.setAtIndex(porteira_h.C_POINTER, i, arena.allocateFrom(argv.get(i)));
            }
            final MemorySegment path = null == log ? MemorySegment.NULL : arena.allocateFrom(log.toString());
            final int code = porteira_h.prt_eal_init(argv.size(), pointers, path);
            return 0 > code ? Failure.of(code, "args=" + String.join(" ", args)) : null;
        }
    }

    private static DpdkException cleanup()
    {
        final int code = porteira_h.prt_eal_cleanup();
        return 0 > code ? Failure.of(code) : null;
    }
}
