package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Turns the shim's return codes into exceptions. The shim's text is complete ({@code what: name=value: DPDK's own
 * text}) and kept per thread: call on the thread that made the failing call.
 */
final class Failure
{
    private Failure()
    {
    }

    /** {@code code} if it is 0 or more. */
    static int check(final int code)
    {
        if (0 > code)
        {
            throw of(code);
        }
        return code;
    }

    /** The exception for a negative {@code code}. */
    static DpdkException of(final int code)
    {
        return new DpdkException(lastError(), -code);
    }

    /** As {@link #of(int)}, with what the shim does not know, e.g. {@code device=net_ring0}. */
    static DpdkException of(final int code, final String context)
    {
        return new DpdkException(lastError() + " (" + context + ")", -code);
    }

    private static String lastError()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int size = porteira_h.PRT_TEXT_MAX();
            final MemorySegment text = arena.allocate(size);
            return 0 == porteira_h.prt_last_error(text, size) ? "no reason given" : text.getString(0);
        }
    }
}
