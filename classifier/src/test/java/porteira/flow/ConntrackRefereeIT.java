package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.wire.PacketParser;

/**
 * The kernel's conntrack as referee: the same frames, one by one, through a router of the kernel and through
 * {@link ConnectionTracker}, and for each the same {@code ct state}; at the end the same connections, in the same TCP
 * state, assured or not, and with the same time left.
 */
class ConntrackRefereeIT
{
    private static final int CONVERSATIONS = 600;
    private static final int FRAMES = 40;
    private static final int BATCH = 100;
    private static final int DATAGRAMS = 4000;
    private static final int LEAST_COMPARED = 20_000;
    // The kernel's clock goes on while frames are under way; its timeouts are further apart.
    private static final int SECONDS_BETWEEN = 400;
    private static final Pattern KERNELS = Pattern.compile(
        "^ipv[46] +\\d+ +\\w+ +(\\d+) +(\\d+) +(?:([A-Z_0-9]+) +)?src=(\\S+) dst=(\\S+) " +
        "(?:sport=(\\d+) dport=(\\d+) |type=(\\d+) code=(\\d+) id=(\\d+) )?(\\[UNREPLIED] )?.*?(\\[ASSURED] )?mark=.*");

    @TempDir
    private static Path folder;
    private static KernelRouter router;

    private final FlowTally tally = new FlowTally();
    private final FlowMemory memory = FlowMemory.ofProcess(new FlowLimits(100_000, 100, 0));
    private final ConnectionTracker tracker =
        new ConnectionTracker(memory, KernelRouter.TIMEOUTS, System.nanoTime(), tally);

    @BeforeAll
    static void buildRouter() throws IOException
    {
        Needed.that(KernelRouter.isPossible(), "root, with nft, tcpdump, tcpreplay, conntrack and network namespaces,");
        router = new KernelRouter(folder);
    }

    @AfterAll
    static void removeRouter() throws IOException
    {
        if (null != router)
        {
            router.close();
        }
    }

    @Test
    void shouldJudgeRandomConversationsAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        int compared = 0;
        for (int from = 0; from < CONVERSATIONS; from += BATCH)
        {
            final List<List<byte[]>> conversations = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++)
            {
                final boolean isIpv6 = 0 == i % 3;
                conversations.add(new Conversation(random,
                    isIpv6 ? "fd00:1::" + Integer.toHexString(1 + i % 7) : "10.1.0." + (1 + i % 7), 1024 + i,
                    isIpv6 ? "fd00:2::25" : "10.2.0.25").frames(FRAMES));
            }
            compared += compare(conversations, seed);
        }

        assertTrue(compared > LEAST_COMPARED, "too few frames compared: count=" + compared + ", seed=" + seed);
        compareConnections(seed);
    }

    @Test
    void shouldJudgeScriptedConversationsAsTheKernelDoes() throws IOException
    {
        final List<List<byte[]>> conversations = new ArrayList<>();
        conversations.addAll(ScriptedConversations.all("10.3.0.1", "10.4.0.25").values());
        conversations.addAll(ScriptedConversations.all("10.4.0.2", "10.3.0.25").values());
        conversations.addAll(ScriptedConversations.all("fd00:3::1", "fd00:4::25").values());

        assertTrue(compare(conversations, 0) > 3 * conversations.size());
    }

    @Test
    void shouldJudgeDatagramsAndErrorsAsTheKernelDoes() throws IOException
    {
        final long seed = Seed.ofRun();
        final RandomDatagrams datagrams = new RandomDatagrams(new SplittableRandom(seed));
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < DATAGRAMS; i++)
        {
            frames.add(datagrams.next());
        }

        assertEquals(DATAGRAMS, compare(List.of(frames), seed));
    }

    /** Conversations one after the other, so that no difference in one hides in another. */
    private int compare(final List<List<byte[]>> conversations, final long seed) throws IOException
    {
        final List<byte[]> frames = new ArrayList<>();
        for (final List<byte[]> conversation : conversations)
        {
            frames.addAll(conversation);
        }
        final Map<Integer, Integer> kernels = router.send(frames);
        int at = 0;
        for (final List<byte[]> conversation : conversations)
        {
            compareOne(conversation, at, kernels, seed);
            at += conversation.size();
        }
        return kernels.size();
    }

    private void compareOne(
        final List<byte[]> conversation, final int at, final Map<Integer, Integer> kernels, final long seed)
    {
        final StringBuilder story = new StringBuilder();
        for (int i = 0; i < conversation.size(); i++)
        {
            final byte[] frame = conversation.get(i);
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            final int ours =
                tracker.track(buffer, frame.length, PacketParser.ethernet(buffer, frame.length), 0, 1);
            final Integer kernel = kernels.get(at + i);
            final boolean isDropped = KernelRouter.DROP_ME == KernelRouter.Stamp.services(frame);
            story.append(Segments.text(frame)).append(isDropped ? " dropped" : "")
                .append(": ours ").append(CtState.text(ours)).append(' ')
                .append(tracker.connection().isThere() ? TcpState.text(tracker.connection().tcpState()) : "-")
                .append(", the kernel's ").append(null == kernel ? "-" : CtState.text(kernel)).append('\n');
            if (!isDropped)
            {
                tracker.confirm();
                assertEquals(kernel, (Integer)ours, () -> "the kernel judges otherwise, seed " + seed + "\n" + story +
                    HexFormat.of().formatHex(frame) + "\n");
            }
        }
    }

    private void compareConnections(final long seed) throws IOException
    {
        tracker.tick(2);
        final Map<String, Listed> kernels = new TreeMap<>();
        for (final String line : router.connections())
        {
            final Matcher matcher = KERNELS.matcher(line);
            assertTrue(matcher.matches(), line);
            if (matcher.group(4).matches("10\\.[12]\\..*|fd00:000[12]:.*") &&
                !TcpState.text(KernelRouter.TIME_FIXED).equals(matcher.group(3)))
            {
                kernels.put(matcher.group(4) + ' ' + matcher.group(6) + ' ' + matcher.group(7), new Listed(
                    matcher.group(3), null == matcher.group(11), null != matcher.group(12),
                    Integer.parseInt(matcher.group(2)), line));
            }
        }

        final Map<String, FlowInfo> ours = new TreeMap<>();
        try (FlowReader reader = FlowReader.of(memory))
        {
            reader.forEach((flow) ->
            {
                final String key = Segments.longAddress(flow.source().address()) + ' ' + flow.source().port() + ' ' +
                    flow.destination().port();
                if (KernelRouter.TIME_FIXED != flow.state())
                {
                    ours.put(key, flow);
                }
                return true;
            });
        }
        assertEquals(kernels.keySet(), ours.keySet(), "seed " + seed);
        kernels.forEach((key, kernel) -> kernel.mustBe(ours.get(key), seed));
    }

    private record Listed(String state, boolean isAnswered, boolean isAssured, int seconds, String line)
    {
        void mustBe(final FlowInfo ours, final long seed)
        {
            final String message = "seed " + seed + "\n" + line + "\n" + ours;
            assertEquals(state, TcpState.text(ours.state()), message);
            assertEquals(isAnswered, ours.isAnswered(), message);
            assertEquals(isAssured, ours.isAssured(), message);
            assertEquals(seconds, ours.leftMs() / 1000.0, SECONDS_BETWEEN, message);
        }
    }
}
