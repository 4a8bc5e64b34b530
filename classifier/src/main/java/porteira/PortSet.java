package porteira;

import org.agrona.CloseHelper;
import porteira.config.GatewayPlan;
import porteira.config.HwProfile;
import porteira.config.NatConfig;
import porteira.config.PortLimits;
import porteira.dpdk.DpdkException;
import porteira.dpdk.Mempool;
import porteira.dpdk.Port;
import porteira.dpdk.PortConfig;
import porteira.dpdk.PortInfo;
import porteira.nat.NatSettings;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The gateway's ports, in the order of the configuration, and one mempool for those of a NUMA node. Control thread. */
final class PortSet implements AutoCloseable
{
    private static final int MIB_SHIFT = 20;
    private static final long LINK_POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final GatewayPlan plan;
    private final List<Port> ports = new ArrayList<>();
    private final Map<Integer, Mempool> pools = new TreeMap<>();

    private PortSet(final GatewayPlan plan)
    {
        this.plan = plan;
    }

    /**
     * Attach every port, check it against its profile, set it up and start it. Nothing stays open if one fails.
     *
     * @throws RefusedException  with every value beyond a port's limit
     * @throws GatewayException with every port that cannot be had
     */
    static PortSet open(final GatewayPlan plan)
    {
        final PortSet set = new PortSet(plan);
        try
        {
            set.attach();
            set.check();
            set.configure();
            set.ports.forEach(Port::start);
            return set;
        }
        catch (final RuntimeException e)
        {
            set.close();
            throw e;
        }
    }

    /** Port ids, in the order of the configuration. */
    int[] ids()
    {
        return ports.stream().mapToInt(Port::id).toArray();
    }

    /** Who the gateway is on these ports. */
    NatSettings natSettings()
    {
        final NatConfig nat = plan.config().nat();
        return new NatSettings(
            0 == nat.mac() ? ports.getFirst().info().mac() : nat.mac(),
            plan.config().ports().stream().map(porteira.config.PortConfig::addresses).toList(), nat.neighbours());
    }

    /** In the order of the configuration. */
    List<Port> ports()
    {
        return List.copyOf(ports);
    }

    /** Wait until every link is up, but no longer than the most patient profile says. */
    void awaitLinks()
    {
        int waitMs = 0;
        for (final GatewayPlan.PortPlan port : plan.ports())
        {
            waitMs = Math.max(waitMs, port.profile().port().linkWaitMs());
        }
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        while (System.nanoTime() < deadline && !ports.stream().allMatch((port) -> port.link().up()))
        {
            LockSupport.parkNanos(LINK_POLL_NS);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(ports.reversed());
        CloseHelper.closeAll(pools.values());
    }

    private void attach()
    {
        final List<String> failures = new ArrayList<>();
        for (final GatewayPlan.PortPlan port : plan.ports())
        {
            try
            {
                ports.add(Port.attach(port.config().device()));
            }
            catch (final DpdkException e)
            {
                failures.add("port " + port.config().name() + ": " + e.getMessage());
            }
        }
        if (!failures.isEmpty())
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT, String.join("\nporteira: ", failures));
        }
    }

    private void check()
    {
        final List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++)
        {
            final GatewayPlan.PortPlan port = plan.ports().get(i);
            problems.addAll(port.profile().check(
                port.config().name(), limits(ports.get(i).info()), plan.config().lanes().count(), port.mtu()));
        }
        if (!problems.isEmpty())
        {
            throw new RefusedException(problems);
        }
    }

    private void configure()
    {
        for (int i = 0; i < ports.size(); i++)
        {
            final HwProfile profile = plan.ports().get(i).profile();
            final PortInfo info = ports.get(i).info();
            final int lanes = plan.config().lanes().count();
            final boolean isSpread = lanes > 1 && profile.rss().enabled();
            ports.get(i).configure(
                new PortConfig(
                    lanes,
                    profile.port().rxDescriptors(),
                    profile.port().txDescriptors(),
                    plan.ports().get(i).mtu(),
                    profile.port().lscInterrupt(),
                    isSpread ? profile.rss().hashBits() : 0,
                    isSpread && 0 != info.hashKeySize() ? profile.rss().keyBits() : null,
                    0,
                    0),
                pools.computeIfAbsent(info.socket(), (socket) -> pool(socket)));
        }
    }

    private Mempool pool(final int socket)
    {
        try
        {
            return Mempool.create(
                "frames" + socket, plan.mbufs(), plan.cache(), plan.dataRoomBytes(), socket);
        }
        catch (final DpdkException e)
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT, e.getMessage() + "; eal.memory_mb=" +
                plan.config().eal().memoryMb() + ": " + (plan.memoryBytes() >> MIB_SHIFT) +
                " or more are wanted for each NUMA node with ports, or 0 for one node");
        }
    }

    private static PortLimits limits(final PortInfo info)
    {
        return new PortLimits(
            info.rxDescriptorsMin(), info.rxDescriptorsMax(), info.rxDescriptorsStep(),
            info.txDescriptorsMin(), info.txDescriptorsMax(), info.txDescriptorsStep(),
            Math.min(info.maxRxQueues(), info.maxTxQueues()),
            info.mtuMin(), info.mtuMax(), info.hashKeySize(), info.rssHash());
    }
}
