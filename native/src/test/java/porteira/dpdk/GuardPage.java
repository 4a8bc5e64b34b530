package porteira.dpdk;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Memory that ends at a page nobody may touch: with Agrona's bounds checks off, one byte read past the end kills the
 * JVM. A test that uses it and returns has shown that there is no such read.
 */
public final class GuardPage implements AutoCloseable
{
    private static final long PAGE = 4096;
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    private static final MethodHandle MMAP =
        function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MPROTECT = function("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private final UnsafeBuffer memory = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long size;

    /** Map memory for frames of up to {@code capacity} bytes. */
    public GuardPage(final int capacity)
    {
        size = (capacity + PAGE - 1) / PAGE * PAGE;
        final long address = (long)call(MMAP, 0L, size + PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        if (-1L == address || 0 != (int)call(MPROTECT, address + size, PAGE, PROT_NONE))
        {
            throw new IllegalStateException("cannot map " + size + " bytes and a guard page");
        }
        memory.wrap(address, (int)size);
    }

    /** A copy of the first {@code length} bytes, of which the last lies before the guard. The same object each time. */
    public UnsafeBuffer flush(final byte[] bytes, final int length)
    {
        memory.putBytes((int)size - length, bytes, 0, length);
        frame.wrap(memory.addressOffset() + size - length, length);
        return frame;
    }

    /** Longest frame that {@link #flush} takes. */
    public int capacity()
    {
        return (int)size;
    }

    @Override
    public void close()
    {
        call(MUNMAP, memory.addressOffset(), size + PAGE);
    }

    private static MethodHandle function(
        final String name, final ValueLayout result, final ValueLayout... parameters)
    {
        final Linker linker = Linker.nativeLinker();
        final SymbolLookup lookup = linker.defaultLookup();
        return linker.downcallHandle(lookup.findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    private static Object call(final MethodHandle function, final Object... arguments)
    {
        try
        {
            return function.invokeWithArguments(arguments);
        }
        catch (final Throwable ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
