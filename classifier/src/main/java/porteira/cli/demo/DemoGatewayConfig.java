package porteira.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code gateway.toml} of a demo, fitted to the machine: hugepages where some are free, CPUs that it may use. */
final class DemoGatewayConfig
{
    private static final int MEMORY_MB = 128;
    private static final int HUGEPAGE_MB = 2;
    private static final int MAX_CPU = 1023;
    private static final Path FREE_HUGEPAGES = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String CPUS = "Cpus_allowed_list:";

    private DemoGatewayConfig()
    {
    }

    /**
     * The file's text.
     *
     * @param name      of the gateway, and what begins the names of DPDK's files
     * @param runFolder its run_dir
     * @param driver    {@code af_packet} or {@code af_xdp}
     */
    static String text(final String name, final Path runFolder, final String driver)
    {
        final List<Integer> cpus = cpus(lineOf(STATUS, CPUS));
        return """
            [gateway]
            name = "%1$s"
            policy = "%2$s"
            run_dir = "%3$s"

            [lanes]
            count = 1
            threading = "%4$s"
            idle = "backoff"
            poller_cpus = [%5$d]
            classifier_cpus = [%6$d]

            [eal]
            hugepages = %7$s
            memory_mb = %8$d
            file_prefix = "%1$s"

            [[port]]
            name = "lan"
            device = "net_%9$s0,iface=lan"

            [[port]]
            name = "wan"
            device = "net_%9$s1,iface=wan"
            """.formatted(
            name,
            DemoPolicy.FILE,
            runFolder,
            1 == cpus.size() ? "inline" : "pipeline",
            cpus.getLast(),
            cpus.getFirst(),
            hasHugepages(),
            MEMORY_MB,
            driver);
    }

    /** The CPUs in a kernel list such as {@code 0-3,8}, the first two of them at most; CPU 0 if it names none. */
    static List<Integer> cpus(final String list)
    {
        final List<Integer> cpus = new ArrayList<>();
        for (final String range : list.strip().split(","))
        {
            final String[] ends = range.split("-");
            final int first = number(ends[0]);
            final int last = number(ends[ends.length - 1]);
            for (int cpu = first; first >= 0 && cpu <= Math.min(last, MAX_CPU) && cpus.size() < 2; cpu++)
            {
                cpus.add(cpu);
            }
        }
        return cpus.isEmpty() ? List.of(0) : cpus;
    }

    private static boolean hasHugepages()
    {
        return number(lineOf(FREE_HUGEPAGES, "")) * HUGEPAGE_MB >= 2 * MEMORY_MB;
    }

    private static int number(final String text)
    {
        try
        {
            return Integer.parseInt(text.strip());
        }
        catch (final NumberFormatException none)
        {
            return -1;
        }
    }

    /** What follows {@code start} on the first line that begins so; empty where there is none. */
    private static String lineOf(final Path file, final String start)
    {
        try
        {
            return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
        }
        catch (final IOException absent)
        {
            return "";
        }
    }
}
