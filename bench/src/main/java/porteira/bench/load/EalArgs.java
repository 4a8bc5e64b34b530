package porteira.bench.load;

import porteira.bench.run.BenchException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** EAL arguments that all contenders share: two CPUs, no NICs, hugepages where the machine has enough of them. */
public final class EalArgs
{
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int PAGES_NEEDED = 128;
    private static final int CPUS_NEEDED = 2;
    private static final String PLAIN_MEMORY_MB = "512";

    private EalArgs()
    {
    }

    /** The main lcore on CPU 0, the lcore that works on CPU 1. */
    public static List<String> ofThisMachine()
    {
        if (Runtime.getRuntime().availableProcessors() < CPUS_NEEDED)
        {
            throw new BenchException("a forwarder needs two CPUs here: one works, one watches");
        }
        final List<String> args = new ArrayList<>(List.of(
            "-l", "0-1", "--no-pci", "--file-prefix", "porteira-bench-" + ProcessHandle.current().pid()));
        args.addAll(hasHugepages() ? List.of("--in-memory") : List.of("--no-huge", "-m", PLAIN_MEMORY_MB));
        return args;
    }

    /** True if enough hugepages are free. */
    public static boolean hasHugepages()
    {
        try
        {
            return Files.readAllLines(MEMORY).stream()
                .filter((line) -> line.startsWith("HugePages_Free:"))
                .anyMatch((line) -> Long.parseLong(line.replaceAll("\\D", "")) >= PAGES_NEEDED);
        }
        catch (final IOException e)
        {
            return false;
        }
    }
}
