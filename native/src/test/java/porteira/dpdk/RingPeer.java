package porteira.dpdk;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The C thread at the other end of two rings (ring_peer.c). */
final class RingPeer implements AutoCloseable
{
    /** Bytes behind the capacity of a ring. */
    private static final int TRAILER = 768;
    private static final SymbolLookup OBJECT =
        SymbolLookup.libraryLookup(Path.of("target/c/test/libporteira-ring-test.so").toAbsolutePath(), Arena.global());
    private static final MethodHandle CREATE = returning("ring_peer_create", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RX = returning("ring_peer_rx", JAVA_LONG);
    private static final MethodHandle TX = returning("ring_peer_tx", JAVA_LONG);
    private static final MethodHandle RETURNED = returning("ring_peer_returned", JAVA_LONG);
    private static final MethodHandle FREED = returning("ring_peer_freed", JAVA_LONG);
    private static final MethodHandle ERROR = returning("ring_peer_error", JAVA_LONG);
    private static final MethodHandle START = acting("ring_peer_start");
    private static final MethodHandle JOIN = acting("ring_peer_join");
    private static final MethodHandle DESTROY = acting("ring_peer_destroy");

    private final long handle;
    private final int capacity;

    /**
     * @param capacity of either ring
     * @param frames   that it will send
     * @param seed     of the sizes of its bursts
     */
    RingPeer(final int capacity, final long frames, final long seed)
    {
        this.capacity = capacity;
        handle = call(CREATE, capacity, frames, seed);
    }

    /** The Java end, for one thread; the next thread takes another. */
    RingPair rings()
    {
        return new RingPair(call(RX, handle), capacity + TRAILER, call(TX, handle), capacity + TRAILER);
    }

    void start()
    {
        act(START);
    }

    /** Answers that it has read. */
    long returned()
    {
        return call(RETURNED, handle);
    }

    /** Wait until it has read all answers, or a wrong one. */
    void join()
    {
        act(JOIN);
    }

    /** Frames that came back with egress 0. */
    long freed()
    {
        return call(FREED, handle);
    }

    /** Number of the frame at which the first wrong answer came, -1 if there was none. */
    long error()
    {
        return call(ERROR, handle);
    }

    @Override
    public void close()
    {
        act(DESTROY);
    }

    /** What the peer wants to see as frame {@code n}'s egress. */
    static int answer(final long n)
    {
        return (int)(n * 2654435761L) | 1;
    }

    private static MethodHandle returning(final String name, final MemoryLayout... arguments)
    {
        return Linker.nativeLinker().downcallHandle(
            OBJECT.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    private static MethodHandle acting(final String name)
    {
        return Linker.nativeLinker().downcallHandle(OBJECT.findOrThrow(name), FunctionDescriptor.ofVoid(JAVA_LONG));
    }

    private static long call(final MethodHandle function, final Object... arguments)
    {
        try
        {
            return (long)function.invokeWithArguments(arguments);
        }
        catch (final Throwable ex)
        {
            throw new AssertionError(ex);
        }
    }

    private void act(final MethodHandle function)
    {
        try
        {
            function.invokeExact(handle);
        }
        catch (final Throwable ex)
        {
            throw new AssertionError(ex);
        }
    }
}
