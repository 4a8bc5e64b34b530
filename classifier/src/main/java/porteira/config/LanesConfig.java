package porteira.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Table {@code [lanes]}: how many, and on which CPUs.
 *
 * @param count          1..{@link #COUNT_MAX}; lane <i>i</i> owns queue <i>i</i> of every port.
 * @param pollerCpus     one CPU a lane; unused where threading is inline.
 * @param classifierCpus one CPU a lane.
 * @param threading      null: as the ports' profiles say.
 * @param idle           null: as the ports' profiles say.
 */
public record LanesConfig(
    int count, List<Integer> pollerCpus, List<Integer> classifierCpus, Threading threading, Idle idle)
{
    /** PRT_LANES_MAX of porteira.h. */
    public static final int COUNT_MAX = 16;
    /** Highest CPU number that may be named. */
    public static final int CPU_MAX = 1023;

    /** Copies its lists. */
    public LanesConfig
    {
        pollerCpus = List.copyOf(pollerCpus);
        classifierCpus = List.copyOf(classifierCpus);
    }

    private enum ThreadingKey
    {
        PROFILE, PIPELINE, INLINE
    }

    private enum IdleKey
    {
        PROFILE, BUSY, BACKOFF
    }

    static LanesConfig read(final TomlTable table)
    {
        final ThreadingKey threading = table.constant("threading", ThreadingKey.class);
        final IdleKey idle = table.constant("idle", IdleKey.class);
        final LanesConfig config = new LanesConfig(
            table.integer("count", 1, COUNT_MAX),
            table.integers("poller_cpus", 0, CPU_MAX),
            table.integers("classifier_cpus", 0, CPU_MAX),
            ThreadingKey.PROFILE == threading ? null : Threading.valueOf(threading.name()),
            IdleKey.PROFILE == idle ? null : Idle.valueOf(idle.name()));
        table.finish();

        if (Threading.INLINE != config.threading)
        {
            config.checkCpus(table, "poller_cpus", config.pollerCpus);
        }
        config.checkCpus(table, "classifier_cpus", config.classifierCpus);
        if (Idle.BUSY == config.idle && Threading.INLINE != config.threading)
        {
            config.checkApart(table);
        }
        return config;
    }

    private void checkCpus(final TomlTable table, final String key, final List<Integer> cpus)
    {
        if (cpus.size() != count)
        {
            table.report(key, cpus, String.format(
                Locale.ROOT, "limit %d (one CPU for each of lanes.count=%d)", count, count));
        }
        if (new HashSet<>(cpus).size() != cpus.size())
        {
            table.report(key, cpus, "limit one lane a CPU");
        }
    }

    private void checkApart(final TomlTable table)
    {
        for (final Integer cpu : pollerCpus)
        {
            if (classifierCpus.contains(cpu))
            {
                table.report("classifier_cpus", classifierCpus, "CPU " + cpu +
                    " also has a poller, which with idle=\"busy\" never yields; use another CPU, " +
                    "idle=\"backoff\" or threading=\"inline\"");
            }
        }
    }
}
