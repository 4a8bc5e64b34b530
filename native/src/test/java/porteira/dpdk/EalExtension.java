package porteira.dpdk;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts one EAL for all tests of the JVM, for it starts once per process: without hugepages and NICs, so that it needs
 * no privilege, and without files that a test would leave behind. Lcore {@link #WORKER} may run a poller. Both lcores
 * float over all CPUs, of which there may be one.
 */
public final class EalExtension implements BeforeAllCallback
{
    static final int WORKER = 1;

    /** Closed by JUnit when the last test of the JVM has ended. */
    private record Started(Eal eal) implements AutoCloseable
    {
        @Override
        public void close()
        {
            eal.close();
        }
    }

    @Override
    public void beforeAll(final ExtensionContext context)
    {
        context.getRoot().getStore(ExtensionContext.Namespace.create(EalExtension.class))
            .getOrComputeIfAbsent(Started.class, key -> new Started(Eal.start(arguments(), Path.of("target/eal.log"))));
    }

    static List<String> arguments()
    {
        final String cpus = "(" + allowedCpus() + ")";
        return List.of(
            "--no-huge", "-m", "256", "--no-pci", "--no-telemetry", "--no-shconf", "--file-prefix", "porteira-test",
            "--lcores", "0@" + cpus + "," + WORKER + "@" + cpus);
    }

    /** CPUs that the calling thread may run on, e.g. {@code 0-1}. */
    static String allowedCpus()
    {
        try
        {
            for (final String line : Files.readAllLines(Path.of("/proc/thread-self/status")))
            {
                if (line.startsWith("Cpus_allowed_list:"))
                {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
        throw new AssertionError("/proc/thread-self/status has no Cpus_allowed_list");
    }
}
