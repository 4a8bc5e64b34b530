package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The mbufs of one NUMA socket, shared by all ports on it. Closed after the ports and lanes that use it. */
public final class Mempool implements AutoCloseable
{
    private final String name;
    private final int mbufs;
    private final long handle;
    private boolean closed;

    private Mempool(final String name, final int mbufs, final long handle)
    {
        this.name = name;
        this.mbufs = mbufs;
        this.handle = handle;
    }

    /**
     * Reserve mbufs. Control.
     *
     * @param name     unique in the process, at most 25 characters
     * @param mbufs    how many; 2^n - 1 wastes least
     * @param cache    kept per lcore, 0..512 and at most mbufs / 1.5
     * @param dataRoom bytes per mbuf, headroom of 128 included
     * @param socket   NUMA node, -1 for any
     * @throws DpdkException e.g. when memory does not suffice
     */
    public static Mempool create(
        final String name, final int mbufs, final int cache, final int dataRoom, final int socket)
    {
        if (0 > dataRoom || 0xFFFF < dataRoom)
        {
            throw new IllegalArgumentException("mempool: dataRoom=" + dataRoom + ", limit=65535");
        }
        Eal.requireStarted();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment handle = arena.allocate(porteira_h.C_LONG);
            Failure.check(porteira_h.prt_pool_create(
                arena.allocateFrom(name), mbufs, cache, (short)dataRoom, (short)socket, handle));
            return new Mempool(name, mbufs, handle.get(porteira_h.C_LONG, 0));
        }
    }

    /** How many mbufs there are. */
    public int size()
    {
        return mbufs;
    }

    /** How many mbufs nobody holds now, those in lcore caches included. Any thread, until {@link #close}. */
    public int available()
    {
        if (closed)
        {
            throw new IllegalStateException("mempool: name=" + name + ": closed");
        }
        return porteira_h.prt_pool_available(handle);
    }

    /**
     * Give the memory back, unless mbufs are in use: af_xdp, for one, keeps some until the EAL ends, which is no
     * failure. Control; no lane uses it any more.
     */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            Failure.check(porteira_h.prt_pool_free(handle));
        }
    }

    long handle()
    {
        return handle;
    }
}
