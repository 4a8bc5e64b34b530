package porteira.bench.clib;

import porteira.bench.run.BenchException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
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
        final MemorySegment symbol = symbols.find(name).orElseThrow(() -> new BenchException("no function " + name));
        final MethodHandle handle = Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.ofVoid(
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
