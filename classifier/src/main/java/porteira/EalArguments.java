package porteira;

import java.util.ArrayList;
import java.util.List;
import porteira.config.EalConfig;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.Threading;

/**
 * What the EAL is told. Lcore 0 is the main one and sleeps; lcore <i>i</i> + 1 polls lane <i>i</i>. Only the devices of
 * the configuration are probed, each when it is attached.
 */
final class EalArguments
{
    private static final int MIB_SHIFT = 20;

    private EalArguments()
    {
    }

    /** Arguments without the program's name. */
    static List<String> of(final GatewayPlan plan)
    {
        final EalConfig eal = plan.config().eal();
        final List<String> args = new ArrayList<>(List.of(
            "--lcores", lcores(plan),
            "--file-prefix", eal.filePrefix(),
            "--no-telemetry",
            "--log-level", "lib.eal:notice",
            "-m", Long.toString(0 == eal.memoryMb() ? plan.memoryBytes() >> MIB_SHIFT : eal.memoryMb())));
        args.add(eal.hugepages() ? "--in-memory" : "--no-huge");
        if (plan.config().ports().stream().noneMatch((port) -> port.isPci()))
        {
            args.add("--no-pci");
        }
        else
        {
            // An address that no device has: nothing is probed before it is asked for.
            args.addAll(List.of("--allow", "ffff:ff:1f.7"));
        }
        args.addAll(eal.args());
        return args;
    }

    /** Lcore of a lane's poller. */
    static int pollerLcore(final int lane)
    {
        return lane + 1;
    }

    private static String lcores(final GatewayPlan plan)
    {
        final GatewayConfig config = plan.config();
        final StringBuilder text = new StringBuilder("0@").append(config.lanes().classifierCpus().getFirst());
        for (int lane = 0; Threading.PIPELINE == plan.threading() && lane < config.lanes().count(); lane++)
        {
            text.append(',').append(pollerLcore(lane)).append('@').append(config.lanes().pollerCpus().get(lane));
        }
        return text.toString();
    }
}
