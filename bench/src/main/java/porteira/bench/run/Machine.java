package porteira.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a figure was measured on. */
final class Machine
{
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final String UNKNOWN = "unknown";

    private Machine()
    {
    }

    static Map<String, Object> describe()
    {
        final Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", cpu());
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        machine.put("dpdk", dpdk());
        machine.put("load", load());
        return machine;
    }

    /** Mean number of runnable threads over the last minute. */
    static String load()
    {
        try
        {
            return Files.readString(LOAD).split(" ")[0];
        }
        catch (final IOException e)
        {
            return UNKNOWN;
        }
    }

    private static String cpu()
    {
        try
        {
            return Files.readAllLines(CPU_INFO).stream()
                .filter((line) -> line.startsWith("model name"))
                .map((line) -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst().orElse(UNKNOWN);
        }
        catch (final IOException e)
        {
            return UNKNOWN;
        }
    }

    private static String dpdk()
    {
        try
        {
            return Shell.read("pkg-config", "--modversion", "libdpdk").trim();
        }
        catch (final BenchException e)
        {
            return UNKNOWN;
        }
    }
}
