package porteira.bench.clib;

import porteira.bench.run.BenchException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** C code of the benchmarks' own, as {@code make -C bench} built it; loaded for the life of the process. */
@SuppressWarnings("restricted")
public final class CLibrary
{
    private static final String FOLDER = "bench/target/c";

    private final SymbolLookup symbols;

    private CLibrary(final SymbolLookup symbols)
    {
        this.symbols = symbols;
    }

    /**
     * Load a shared object.
     *
     * @param home root of the source tree
     * @throws BenchException if it was not built
     */
    public static CLibrary load(final Path home, final String name)
    {
        final Path file = home.resolve(FOLDER).resolve(name);
        if (!Files.isRegularFile(file))
        {
            throw new BenchException(file + ": no such file; make -C bench builds it");
        }
        return new CLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
    }

    /** A function {@code void f(const void *, void *, uint32_t)}. */
    public Pass pass(final String name)
    {
        final MethodHandle handle = handle(name, FunctionDescriptor.ofVoid(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        return (in, out, count) ->
        {
            try
            {
                handle.invokeExact(in, out, count);
            }
            catch (final Throwable e)
            {
                throw new IllegalStateException(name, e);
            }
        };
    }

    /**
     * Call a function {@code int f(const char *, int32_t *)}.
     *
     * @param out address that it fills
     * @return what it returned
     */
    public int call(final String name, final String text, final long out)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return (int)handle(name, FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG))
                .invokeExact(arena.allocateFrom(text), out);
        }
        catch (final Throwable e)
        {
            throw new IllegalStateException(name, e);
        }
    }

    /** Call a function {@code int f(void *)}. @return what it returned */
    public int call(final String name, final long address)
    {
        try
        {
            return (int)handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                .invokeExact(address);
        }
        catch (final Throwable e)
        {
            throw new IllegalStateException(name, e);
        }
    }

    /**
     * A function {@code int32_t f(int32_t)}.
     *
     * @param isCritical true if the thread stays one of Java's while it runs
     * @return for {@code invokeExact}, fast where a constant holds it
     */
    public MethodHandle number(final String name, final boolean isCritical)
    {
        final Linker.Option[] options =
            isCritical ? new Linker.Option[] {Linker.Option.critical(false)} : new Linker.Option[0];
        return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), options);
    }

    private MethodHandle handle(final String name, final FunctionDescriptor descriptor, final Linker.Option... options)
    {
        return Linker.nativeLinker().downcallHandle(
            symbols.find(name).orElseThrow(() -> new BenchException("no function " + name)), descriptor, options);
    }

    /** Something done to an array of elements. */
    @FunctionalInterface
    public interface Pass
    {
        /**
         * Do it.
         *
         * @param in    address of the first element
         * @param out   address of the first result
         * @param count elements
         */
        void over(long in, long out, int count);
    }
}
