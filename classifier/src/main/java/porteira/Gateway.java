package porteira;

import org.agrona.CloseHelper;
import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.SystemEpochClock;
import porteira.config.GatewayConfig;
import porteira.config.GatewayPlan;
import porteira.config.HostCheck;
import porteira.config.Threading;
import porteira.dpdk.DpdkException;
import porteira.dpdk.Eal;
import porteira.pipeline.AgentThread;
import porteira.pipeline.BridgePorts;
import porteira.pipeline.ConductorAgent;
import porteira.pipeline.ConductorContext;
import porteira.pipeline.EventLog;
import porteira.pipeline.PolicyUpdate;
import porteira.pipeline.PortProbe;
import porteira.control.ControlServer;
import porteira.control.Reply;
import porteira.set.LiveSet;
import porteira.set.Sets;
import porteira.telemetry.CountersFile;
import porteira.telemetry.ErrorLog;
import porteira.tree.CompiledPolicy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A running bridge. {@link #start} puts it together from the policy outwards, so that a bad file is refused before a
 * port is touched; {@link #close} takes it apart in reverse. Control thread.
 */
public final class Gateway implements AutoCloseable
{
    /** The EAL's words where two programs share a prefix. */
    private static final String OTHER_PRIMARY = "Is another primary process running";
    private static final int CONDUCTOR_PARK_US = 10_000;
    private static final double MIB = 1 << 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final GatewayPlan plan;
    private final boolean isDry;
    private CompiledPolicy policy;
    private Operations operations;
    private LaneSet lanes;
    private String memory;
    private boolean closed;

    private Gateway(final GatewayPlan plan, final boolean isDry)
    {
        this.plan = plan;
        this.isDry = isDry;
    }

    /**
     * Start forwarding. When this returns, the ports are up and every lane is polling.
     *
     * @throws porteira.problem.RefusedException if the policy is refused
     * @throws porteira.problem.RefusedException if a profile's value is beyond a port's limit
     * @throws GatewayException                if the machine lacks something or another gateway runs here
     */
    public static Gateway start(final GatewayPlan plan)
    {
        return start(plan, false);
    }

    /** As {@link #start(GatewayPlan)}; where {@code isDry}, the policy judges, counts and logs, and all frames pass. */
    public static Gateway start(final GatewayPlan plan, final boolean isDry)
    {
        final Gateway gateway = new Gateway(plan, isDry);
        try
        {
            gateway.assemble();
            return gateway;
        }
        catch (final IOException e)
        {
            gateway.abandon(e);
            throw new UncheckedIOException(e);
        }
        catch (final RuntimeException e)
        {
            gateway.abandon(e);
            throw e;
        }
    }

    /** False once a lane has come to an end by itself, which it never should; events.jsonl then tells why. */
    public boolean isForwarding()
    {
        return !closed && lanes.isRunning();
    }

    /** Read the policy's file again and put it in force, on any thread. @return what came of it, for people */
    public Reply reload()
    {
        return operations.handle(List.of("reload"));
    }

    /** The socket of the gateway that has this run directory. */
    public static Path controlSocket(final Path runDir)
    {
        return runDir.resolve(RunDirectory.CONTROL);
    }

    /** The counters of the gateway that has this run directory. */
    public static Path countersFile(final Path runDir)
    {
        return runDir.resolve(RunDirectory.COUNTERS);
    }

    /**
     * Files of the connections of every lane of the gateway that has this run directory; none where none has run.
     *
     * @throws IOException where the directory cannot be read
     */
    public static List<Path> flowsFiles(final Path runDir) throws IOException
    {
        return RunDirectory.flowsFiles(runDir);
    }

    /** What runs, on one line: rules, threading, memory. */
    public String describe()
    {
        return "%s%d rules of %s, %d lane%s %s, %s, %s; MiB of memory: %s".formatted(
            isDry ? "DRY RUN, every frame passes; " : "",
            policy.rules().size(),
            config().policy().getFileName(),
            config().lanes().count(),
            1 == config().lanes().count() ? "" : "s",
            plan.threading().name().toLowerCase(Locale.ROOT),
            stallGuard(),
            Eal.version(),
            memory);
    }

    /** What is taken now and will not grow: tables have the size that the configuration and the policy give them. */
    private String memory(final LaneMemories memories, final Sets sets)
    {
        return String.format(
            Locale.ROOT,
            "frames %.1f, connections %.1f%s, fragments %.1f, sets %.1f",
            HostCheck.memoryBytes(plan) / MIB,
            memories.flowBytes() / MIB,
            memories.isHuge() ? " on huge pages" : "",
            memories.fragmentBytes() / MIB,
            sets.all().stream().mapToLong(LiveSet::bytes).sum() / MIB);
    }

    private String stallGuard()
    {
        if (Threading.INLINE == plan.threading())
        {
            return "no stall guard with inline threading";
        }
        return 0 == config().stall().afterMs() ? "stall guard off" :
            "stall guard: " + config().stall().action().name().toLowerCase(Locale.ROOT) +
            " after " + config().stall().afterMs() + " ms";
    }

    /** Ends forwarding: what has been received is still judged and sent, then ports, memory and files are released. */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            CloseHelper.closeAll(parts);
        }
    }

    /** What fails on the way down must not hide why the gateway goes down. */
    private void abandon(final Exception cause)
    {
        try
        {
            close();
        }
        catch (final RuntimeException e)
        {
            cause.addSuppressed(e);
        }
    }

    private GatewayConfig config()
    {
        return plan.config();
    }

    private void assemble() throws IOException
    {
        final GatewayConfig config = config();
        final RunDirectory run = opened(RunDirectory.take(config.runDir()));
        final LaneMemories memories = opened(LaneMemories.create(config, run));
        final Sets sets = opened(new SetStore(config.stateDir())).sets();
        final PolicyLoader loader = new PolicyLoader(config, sets, memories.all(), isDry);
        final PolicyLoader.Loaded loaded = loader.load(config.policy());
        policy = loaded.compiled();
        sets.adopt(loaded.sets());
        memory = memory(memories, sets);
        final PolicyUpdate update = loaded.update();
        opened(startEal(run));
        final PortSet ports = opened(PortSet.open(plan));
        final BridgePorts bridgePorts = new BridgePorts(config.portNames(), ports.ids());
        final ErrorLog errors = new ErrorLog(SystemEpochClock.INSTANCE);
        final CachedEpochClock coarse = new CachedEpochClock();
        final LaneSet lanes = opened(LaneSet.create(
            plan, bridgePorts, ports.natSettings(), memories, update, coarse, errors));
        final ConductorAgent conductor = new ConductorAgent(new ConductorContext()
            .ports(bridgePorts)
            .lanes(lanes.contexts())
            .pollers(lanes.pollers())
            .probes(probes(ports))
            .policy(update)
            .sets(sets)
            // The conductor closes both, and cannot before it is there.
            .eventLog(opened(events(config.events().file())))
            .countersFile(opened(counters(run, update)))
            .errors(errors)
            .coarseClock(coarse));

        final AgentThread thread = opened(
            new AgentThread(conductor, AgentThread.backoff(CONDUCTOR_PARK_US), errors, AgentThread.NO_CPU));
        opened(lanes.running());
        this.lanes = lanes;
        // Ports are asked by one thread at a time: from here on that is the conductor.
        ports.awaitLinks();
        thread.start();
        operations = new Operations(config.policy(), loader, conductor, sets);
        opened(ControlServer.start(run.file(RunDirectory.CONTROL), operations, errors));
    }

    private Eal startEal(final RunDirectory run)
    {
        try
        {
            return Eal.start(EalArguments.of(plan), run.file(RunDirectory.EAL_LOG));
        }
        catch (final DpdkException e)
        {
            if (e.getMessage().contains(OTHER_PRIMARY))
            {
                throw new GatewayException(GatewayException.Kind.BUSY,
                    "another DPDK program has the file prefix " + config().eal().filePrefix() +
                    "; stop it, or give this one a gateway.name or eal.file_prefix of its own");
            }
            throw e;
        }
    }

    private CountersFile counters(final RunDirectory run, final PolicyUpdate update) throws IOException
    {
        return CountersFile.create(
            run.file(RunDirectory.COUNTERS),
            ConductorContext.countersNeeded(
                config().lanes().count(), config().ports().size(), update.rules().size()),
            update.name(), SystemEpochClock.INSTANCE.time());
    }

    private static EventLog events(final Path file) throws IOException
    {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new EventLog(file);
    }

    private static List<PortProbe> probes(final PortSet ports)
    {
        final List<PortProbe> probes = new ArrayList<>();
        ports.ports().forEach((port) -> probes.add(PortProbe.of(port)));
        return probes;
    }

    private <T extends AutoCloseable> T opened(final T part)
    {
        parts.push(part);
        return part;
    }
}
