package porteira.dpdk;

import org.agrona.BufferUtil;
import porteira.dpdk.bindings.porteira_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Memory off the heap for large tables, on huge pages as far as the kernel gives them: where every frame looks up
 * another place of a table, most of the cost would else be the way from an address to its small page. No reservation is
 * needed; {@code transparent_hugepage/enabled} must not be {@code never}.
 */
public final class HugePages implements AutoCloseable
{
    /** Smaller tables stand on ordinary pages. */
    public static final int LEAST_LENGTH = 2 << 20;

    private static final int PAGE = 4096;
    // Two cache lines: processors fetch them in pairs.
    private static final int ALIGNMENT = 128;

    private final Arena arena;
    private final ByteBuffer buffer;
    private final boolean isHuge;

    private HugePages(final Arena arena, final Path file, final int length)
    {
        this.arena = arena;
        final long rounded = Math.ceilDiv(length, PAGE) * (long)PAGE;
        try (Arena call = Arena.ofConfined())
        {
            final MemorySegment address = call.allocate(porteira_h.C_LONG);
            isHuge = 0 != Failure.check(porteira_h.prt_memory_map(
                null == file ? MemorySegment.NULL : call.allocateFrom(file.toString()), rounded, address));
            buffer = MemorySegment.ofAddress(address.get(porteira_h.C_LONG, 0)).reinterpret(
                length, arena, (memory) -> porteira_h.prt_memory_unmap(memory.address(), rounded)).asByteBuffer();
        }
    }

    /**
     * A zeroed direct buffer, aligned to 128 bytes at least. Where it is short, and in a process that did not load
     * DPDK's library, it is one like any other.
     */
    public static ByteBuffer allocate(final int length)
    {
        return length < LEAST_LENGTH || !NativeLibrary.isDpdkLoaded() ?
            BufferUtil.allocateDirectAligned(length, ALIGNMENT) : new HugePages(Arena.ofAuto(), null, length).buffer;
    }

    /**
     * Map the first bytes of a file. A tmpfs gives huge pages for what was written before, since Linux 6.1.
     *
     * @throws DpdkException if the file cannot be mapped or is shorter
     */
    public static HugePages map(final Path file, final int length)
    {
        NativeLibrary.loadDpdk();
        return new HugePages(Arena.ofShared(), file, length);
    }

    /** The mapped bytes, until {@link #close}. */
    public ByteBuffer buffer()
    {
        return buffer;
    }

    /** True if all of it is known to stand on huge pages, but for the rest that is shorter than one. */
    public boolean isHuge()
    {
        return isHuge;
    }

    /** Unmap it; whoever reads or writes it then ends the process. */
    @Override
    public void close()
    {
        if (arena.scope().isAlive())
        {
            arena.close();
        }
    }
}
