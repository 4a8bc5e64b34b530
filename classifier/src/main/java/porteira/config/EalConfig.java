package porteira.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Table {@code [eal]}: DPDK's environment.
 *
 * @param hugepages  false: ordinary memory, slower, for labs and virtual devices only.
 * @param memoryMb   MiB to take; 0: as much as the mempools and rings need.
 * @param args       further EAL arguments, one a place.
 * @param filePrefix separates gateways on one host; never empty.
 */
public record EalConfig(boolean hugepages, int memoryMb, List<String> args, String filePrefix)
{
    /** Most memory that may be asked for: 1 TiB. */
    public static final int MEMORY_MB_MAX = 1 << 20;

    /** EAL arguments that the gateway gives itself, and the key that governs each. */
    private static final Map<String, String> OWN_ARGS = Map.ofEntries(
        Map.entry("-l", "lanes.poller_cpus"), Map.entry("-c", "lanes.poller_cpus"),
        Map.entry("-s", "lanes.poller_cpus"), Map.entry("-S", "lanes.poller_cpus"),
        Map.entry("--lcores", "lanes.poller_cpus"), Map.entry("--main-lcore", "lanes.poller_cpus"),
        Map.entry("-m", "eal.memory_mb"), Map.entry("--socket-mem", "eal.memory_mb"),
        Map.entry("--no-huge", "eal.hugepages"), Map.entry("--in-memory", "eal.hugepages"),
        Map.entry("--file-prefix", "eal.file_prefix"),
        Map.entry("-a", "port.device"), Map.entry("--allow", "port.device"), Map.entry("--vdev", "port.device"));

    /** Copies its list. */
    public EalConfig
    {
        args = List.copyOf(args);
    }

    static EalConfig read(final TomlTable table, final String gatewayName)
    {
        final String prefix = table.text(
            "file_prefix", Pattern.compile("|[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"), "a plain name of 1 to 63 letters");
        final EalConfig config = new EalConfig(
            table.flag("hugepages"),
            table.integer("memory_mb", 0, MEMORY_MB_MAX),
            table.texts("args", Pattern.compile("\\S(?:.*\\S)?"), "one EAL argument without blanks around it"),
            prefix.isEmpty() ? gatewayName : prefix);
        table.finish();

        for (final String arg : config.args)
        {
            final String governor = governor(arg);
            if (null != governor)
            {
                table.report("args", '"' + arg + '"', "the gateway gives this argument itself; set " + governor);
            }
        }
        return config;
    }

    /** As getopt_long(3) reads it: a short option may have its value behind it, a long one may be cut short. */
    private static String governor(final String arg)
    {
        final boolean isLong = arg.startsWith("--");
        final String option = isLong ? arg.replaceFirst("=.*", "") : arg.substring(0, Math.min(2, arg.length()));
        for (final Map.Entry<String, String> own : OWN_ARGS.entrySet())
        {
            if (own.getKey().equals(option) || 2 < option.length() && own.getKey().startsWith(option))
            {
                return own.getValue();
            }
        }
        return null;
    }
}
