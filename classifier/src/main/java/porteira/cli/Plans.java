package porteira.cli;

import porteira.GatewayException;
import porteira.config.Finding;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.HostCheck;
import porteira.config.HostFiles;
import porteira.config.HwProfiles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Configuration, profiles and this host's devices, put together. */
final class Plans
{
    /** This host's {@code /sys} and {@code /proc}. */
    static final HostFiles HOST = new HostFiles(Path.of("/"));

    private Plans()
    {
    }

    /**
     * The plan of a configuration.
     *
     * @param profile name or file of one hardware profile for all ports, or null
     * @throws porteira.problem.RefusedException with every problem of configuration and profiles
     */
    static GatewayPlan of(final Path config, final String profile)
    {
        return of(config, profile, HwProfiles.load(HwProfiles.locate()));
    }

    /**
     * The plan of a configuration that this host can carry out.
     *
     * @throws porteira.problem.RefusedException with every problem of configuration and profiles
     * @throws GatewayException                with everything that this host lacks
     */
    static GatewayPlan feasible(final Path config, final String profile)
    {
        final HwProfiles profiles = HwProfiles.load(HwProfiles.locate());
        final GatewayPlan plan = of(config, profile, profiles);
        final List<String> obstacles = new ArrayList<>();
        for (final Finding finding : findings(plan, profiles))
        {
            if (finding.isBlocking())
            {
                obstacles.add(finding.toString());
            }
        }
        if (!obstacles.isEmpty())
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT, String.join("\nporteira: ", obstacles));
        }
        return plan;
    }

    /** What this host lacks for a plan, and notes. */
    static List<Finding> findings(final GatewayPlan plan)
    {
        return findings(plan, HwProfiles.load(HwProfiles.locate()));
    }

    private static List<Finding> findings(final GatewayPlan plan, final HwProfiles profiles)
    {
        return HostCheck.check(HOST, profiles, plan);
    }

    private static GatewayPlan of(final Path config, final String profile, final HwProfiles profiles)
    {
        return GatewayPlan.of(GatewayConfig.load(config), profiles, profile, HOST::pciId);
    }
}
