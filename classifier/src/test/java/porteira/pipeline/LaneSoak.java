package porteira.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.CachedEpochClock;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.SystemEpochClock;
import porteira.dpdk.BurstLayout;
import porteira.dpdk.Eal;
import porteira.dpdk.IdleMode;
import porteira.dpdk.InlineLane;
import porteira.dpdk.LaneConfig;
import porteira.dpdk.LaneCounters;
import porteira.dpdk.Mempool;
import porteira.dpdk.Port;
import porteira.dpdk.PortConfig;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

/**
 * A lane of its own process, as fast as the machine gives: {@code quiet SECONDS FRAMES} judges for at least so long and
 * so many frames with every kind of state; {@code reload COUNT} swaps two policies so often meanwhile. Says what it saw
 * and fails where a frame is lost or misjudged.
 */
public final class LaneSoak
{
    private static final int MBUFS = 2_047;
    private static final int CONNECTIONS = 8_192;
    private static final int SEED = 7;
    private static final int ROUNDS = 1_000;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};
    private static final String STATEFUL = """
        table bridge soak {
            set talkers {
                type ipv4_addr; flags dynamic, timeout; timeout 1h; size 4096;
            }
            set nets {
                type ipv4_addr; flags interval; elements = { 203.0.113.0/25, 198.51.100.0/24 }
            }
            chain forward {
                type filter hook forward priority filter; policy drop;
                ct state established accept
                tcp dport 25 ip saddr @nets add @talkers { ip saddr } log prefix "smtp " drop
                tcp dport 26 limit rate 1000/second accept
                tcp dport 27 accept
                tcp dport 28 reject with tcp reset
                accept
            }
        }
        """;
    private static final String ALTERNATING = """
        table bridge soak {
            chain forward {
                type filter hook forward priority filter; policy drop;
                tcp dport { %d, 27 } accept
                tcp sport { %d, 27 } accept
            }
        }
        """;

    private final InlineLane lane;
    private final CachedEpochClock clock = new CachedEpochClock();
    private final LaneTally tally = new LaneTally();
    private final EventRing events = new EventRing(1 << 16, 1000, 1000, SystemEpochClock.INSTANCE, tally);
    private final LaneMemory memory = LaneMemory.ofProcess(CONNECTIONS, SEED);
    private final LaneContext context;
    private volatile Throwable failure;
    private volatile boolean isEnding;
    // Bursts that told which of the two policies judged them.
    private volatile long telling;
    private long misjudged;
    private long forwarded;
    private long swapsSeen;
    private int last = -1;

    private LaneSoak(final InlineLane lane, final int... ports)
    {
        this.lane = lane;
        final BridgePorts bridge = new BridgePorts(List.of("lan", "wan"), ports);
        context = new LaneContext(0, bridge, new LearningBridge(2, 1024, 300, SEED, tally), events, tally, memory);
    }

    /** See the class. */
    public static void main(final String[] args) throws InterruptedException
    {
        final Eal eal = Eal.start(
            List.of("--no-huge", "-m", "128", "--no-pci", "--no-telemetry", "--no-shconf",
                "--file-prefix", "porteira-soak-" + ProcessHandle.current().pid(), "--lcores", "0"),
            Path.of(args[0]));
        try
        {
            soak(args);
        }
        finally
        {
            eal.close();
        }
    }

    private static void soak(final String[] args) throws InterruptedException
    {
        try (Mempool pool = Mempool.create("soak", MBUFS, 0, 2_176, -1);
            Port source = start("net_null0", pool);
            Port sink = start("net_null1,no-rx=1", pool);
            InlineLane lane = InlineLane.create(new LaneConfig(
                0, 0, 32, new int[] { source.id(), sink.id() }, 0, 0, IdleMode.BUSY, 0)))
        {
            final LaneSoak soak = new LaneSoak(lane, source.id(), sink.id());
            if ("quiet".equals(args[1]))
            {
                soak.quiet(Long.parseLong(args[2]), Long.parseLong(args[3]));
            }
            else
            {
                soak.reload(Integer.parseInt(args[2]));
            }
            require(MBUFS == pool.available(), "mbufs left=" + (MBUFS - pool.available()));
        }
    }

    private void quiet(final long seconds, final long enough)
    {
        final MarkedFrames frames = new MarkedFrames(lane, (first, tx, txIndex, count) -> {});
        final ClassifierAgent agent = agent(frames, policy(1, STATEFUL));
        final long startNs = System.nanoTime();
        final long endNs = startNs + TimeUnit.SECONDS.toNanos(seconds);
        agent.onStart();
        while (System.nanoTime() < endNs || frames.frames() < enough)
        {
            clock.update(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
            for (int i = 0; i < ROUNDS; i++)
            {
                agent.doWork();
            }
            events.drain(IGNORE, Integer.MAX_VALUE);
        }
        agent.onClose();
        require(null == failure, String.valueOf(failure));
        require(0 < tally.value(LaneTally.ACCEPTED), "nothing was accepted");
        say(frames, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    private void reload(final int count) throws InterruptedException
    {
        final MarkedFrames frames = new MarkedFrames(lane, this::check);
        final ClassifierAgent agent = agent(frames, policy(1, text(1)));
        final Thread thread = new Thread(() -> run(agent), "lane");
        final long startNs = System.nanoTime();
        thread.start();
        awaitTelling();
        for (int generation = 2; generation <= count + 1 && null == failure; generation++)
        {
            final LanePolicy next = policy(generation, text(generation));
            require(context.offer(next), "no room for a policy");
            while (context.generation() != generation && null == failure)
            {
                Thread.yield();
            }
            awaitTelling();
        }
        isEnding = true;
        thread.join();
        require(null == failure, String.valueOf(failure));
        require(0 == misjudged, "misjudged=" + misjudged);
        require(count == swapsSeen, "swaps=" + swapsSeen + ", reloads=" + count);
        say(frames, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    /** Until the policy in use shows: one that no frame met is no swap, the first one neither. */
    private void awaitTelling()
    {
        final long before = telling;
        while (telling == before && null == failure)
        {
            Thread.yield();
        }
    }

    private void run(final ClassifierAgent agent)
    {
        agent.onStart();
        while (!isEnding)
        {
            agent.doWork();
        }
        agent.onClose();
    }

    /** One policy passes the first kind, the other the second, both the third and none the fourth: a burst has one. */
    private void check(
        final long first, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        int passing = -1;
        for (int i = 0; i < count; i++)
        {
            final int mark = MarkedFrames.mark(first + i);
            final boolean isPassed =
                0 != tx.getInt(txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH + BurstLayout.TX_EGRESS_OFFSET);
            forwarded += isPassed ? 1 : 0;
            if (2 <= mark)
            {
                misjudged += isPassed == (2 == mark) ? 0 : 1;
                continue;
            }
            final int policy = isPassed ? mark : 1 - mark;
            misjudged += -1 != passing && passing != policy ? 1 : 0;
            passing = policy;
        }
        if (-1 != last && -1 != passing && last != passing)
        {
            swapsSeen++;
        }
        if (-1 != passing)
        {
            last = passing;
            telling++;
        }
    }

    private void say(final MarkedFrames frames, final long ms)
    {
        final LaneCounters counters = lane.counters();
        require(frames.frames() == counters.received(), "received=" + counters.received());
        require(0 == counters.inFlight(), "in flight=" + counters.inFlight());
        require(0 == counters.txDropped() + counters.rxRingFull(), "dropped by the lane=" + counters.txDropped());
        require(0 == forwarded || forwarded == counters.forwarded(), "forwarded=" + counters.forwarded());
        System.out.println("frames=" + frames.frames() + " forwarded=" + counters.forwarded() + " freed=" +
            counters.freed() + " swaps=" + swapsSeen + " ms=" + ms);
    }

    private ClassifierAgent agent(final MarkedFrames frames, final LanePolicy policy)
    {
        return new ClassifierAgent(frames, context, policy, clock, (error) -> failure = error);
    }

    private LanePolicy policy(final int generation, final String text)
    {
        final CompiledPolicy compiled = PolicyCompiler.compile(text, "soak.nft", PortNames.of(List.of("lan", "wan")));
        return new PolicyUpdate(generation, "soak.nft", compiled, null, List.of(memory)).lane(0);
    }

    private static String text(final int generation)
    {
        final int port = MarkedFrames.FIRST_PORT + (generation & 1);
        return ALTERNATING.formatted(port, port);
    }

    private static Port start(final String device, final Mempool pool)
    {
        final Port port = Port.attach(device);
        port.configure(PortConfig.plain(1, 0, 1_500), pool);
        port.start();
        return port;
    }

    private static void require(final boolean condition, final String text)
    {
        if (!condition)
        {
            throw new IllegalStateException(text);
        }
    }
}
