package porteira.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import porteira.bench.clib.CLibrary;

import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Cost of a call from Java to a function in C that returns at once. */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
    "-Dagrona.disable.bounds.checks=true"})
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class CallBenchmark
{
    private static final MethodHandle PLAIN;
    private static final MethodHandle CRITICAL;

    static
    {
        final CLibrary library = CLibrary.load(
            Path.of(System.getProperty("porteira.home", ".")), "libporteira-bench.so");
        PLAIN = library.number("prt_nothing", false);
        CRITICAL = library.number("prt_nothing", true);
    }

    private int argument = 1;

    @Benchmark
    public int plain() throws Throwable
    {
        return (int)PLAIN.invokeExact(argument);
    }

    /** Without the change of the thread's state: only for what ends at once. */
    @Benchmark
    public int critical() throws Throwable
    {
        return (int)CRITICAL.invokeExact(argument);
    }
}
