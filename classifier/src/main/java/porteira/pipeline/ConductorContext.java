package porteira.pipeline;

import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import porteira.set.Sets;
import porteira.telemetry.CountersFile;
import porteira.telemetry.ErrorLog;

import java.util.List;
import java.util.Objects;

/** What a {@link ConductorAgent} works with. All but the clocks must be set. Lists are by lane, or by bridge port. */
public final class ConductorContext
{
    private BridgePorts ports;
    private List<LaneContext> lanes;
    private List<PollerCounters> pollers;
    private List<PortProbe> probes;
    private PolicyUpdate policy;
    private EventLog eventLog;
    private CountersFile countersFile;
    private ErrorLog errors;
    private Sets sets;
    private CachedEpochClock coarseClock = new CachedEpochClock();
    private EpochClock clock = SystemEpochClock.INSTANCE;
    private NanoClock nanoClock = SystemNanoClock.INSTANCE;

    /** Counters that a gateway needs, with room for a policy of twice the rules. */
    public static int countersNeeded(final int lanes, final int ports, final int rules)
    {
        return 512 + 32 * lanes + 16 * ports + 4 * rules;
    }

    /** The bridge's ports. */
    public ConductorContext ports(final BridgePorts value)
    {
        ports = value;
        return this;
    }

    /** Every lane. */
    public ConductorContext lanes(final List<LaneContext> value)
    {
        lanes = List.copyOf(value);
        return this;
    }

    /** The poller of every lane. */
    public ConductorContext pollers(final List<PollerCounters> value)
    {
        pollers = List.copyOf(value);
        return this;
    }

    /** A probe for every bridge port. */
    public ConductorContext probes(final List<PortProbe> value)
    {
        probes = List.copyOf(value);
        return this;
    }

    /** The policy that the lanes start with. */
    public ConductorContext policy(final PolicyUpdate value)
    {
        policy = value;
        return this;
    }

    /** Written and closed by the conductor. */
    public ConductorContext eventLog(final EventLog value)
    {
        eventLog = value;
        return this;
    }

    /** Written and closed by the conductor. */
    public ConductorContext countersFile(final CountersFile value)
    {
        countersFile = value;
        return this;
    }

    /** Shared by all agents. */
    public ConductorContext errors(final ErrorLog value)
    {
        errors = value;
        return this;
    }

    /** Sets of the policy that the lanes start with, which has been adopted; changed and closed by the conductor. */
    public ConductorContext sets(final Sets value)
    {
        sets = value;
        return this;
    }

    /** Milliseconds since some moment, kept by the conductor and read by lanes: never goes back. */
    public ConductorContext coarseClock(final CachedEpochClock value)
    {
        coarseClock = value;
        return this;
    }

    /** Stamps events. */
    public ConductorContext clock(final EpochClock value)
    {
        clock = value;
        return this;
    }

    /** Drives intervals. */
    public ConductorContext nanoClock(final NanoClock value)
    {
        nanoClock = value;
        return this;
    }

    BridgePorts ports()
    {
        return ports;
    }

    List<LaneContext> lanes()
    {
        return lanes;
    }

    List<PollerCounters> pollers()
    {
        return pollers;
    }

    List<PortProbe> probes()
    {
        return probes;
    }

    PolicyUpdate policy()
    {
        return policy;
    }

    EventLog eventLog()
    {
        return eventLog;
    }

    CountersFile countersFile()
    {
        return countersFile;
    }

    Sets sets()
    {
        return sets;
    }

    ErrorLog errors()
    {
        return errors;
    }

    CachedEpochClock coarseClock()
    {
        return coarseClock;
    }

    EpochClock clock()
    {
        return clock;
    }

    NanoClock nanoClock()
    {
        return nanoClock;
    }

    /** Fails where something is missing or lists do not fit each other. */
    void conclude()
    {
        Objects.requireNonNull(ports, "ports");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(eventLog, "eventLog");
        Objects.requireNonNull(countersFile, "countersFile");
        Objects.requireNonNull(errors, "errors");
        Objects.requireNonNull(sets, "sets");
        if (lanes.size() != pollers.size() || probes.size() != ports.count())
        {
            throw new IllegalArgumentException("conductor: lanes=" + lanes.size() + ", pollers=" + pollers.size() +
                "; ports=" + ports.count() + ", probes=" + probes.size());
        }
    }
}
