package porteira.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.limit.Bucket;
import porteira.policy.Action;
import porteira.policy.Log;
import porteira.policy.Rule;
import porteira.tree.CompiledPolicy;
import porteira.tree.Leaf;
import porteira.wire.AddressText;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * A candidate policy that judges the frames of all lanes beside the live one and decides nothing. Fragments that follow
 * their first one's verdict are not compared. Control thread; reports may be made while lanes go on.
 */
public final class Trial
{
    private static final int MAC_SHIFT = 16;

    private final PolicyUpdate live;
    private final String name;
    private final CompiledPolicy candidate;
    private final LaneTrial[] lanes;
    private final long startMs;

    /** Frames that one rule of the live policy and one of the candidate treat differently. */
    private static final class Difference
    {
        private long frames;
        private boolean hasMore;
        private final Set<String> sources = new LinkedHashSet<>();
    }

    /**
     * A trial that has not begun: its lanes do not know of it.
     *
     * @param live      compared with; another one's coming into force ends the trial
     * @param name      of the candidate's file
     * @param candidate bound to the sets that run; what it would change in them does not happen
     * @param memories  what each lane remembers, in the order of the lanes
     * @param nowMs     some clock's, the same as for {@link #report}
     */
    public Trial(
        final PolicyUpdate live,
        final String name,
        final CompiledPolicy candidate,
        final List<LaneMemory> memories,
        final long nowMs)
    {
        this.live = live;
        this.name = name;
        this.candidate = candidate;
        startMs = nowMs;
        final Map<String, Integer> ids = new LinkedHashMap<>();
        final int[] liveTreatments = treatments(live.leaves(), ids);
        final int[] treatments = treatments(candidate.leaves(), ids);
        lanes = new LaneTrial[memories.size()];
        final Bucket[] buckets = LaneQuestion.buckets(candidate.policy().questions());
        for (int i = 0; i < lanes.length; i++)
        {
            final LaneState state = candidate.policy().isStateful() ?
                new LaneState(
                    memories.get(i), candidate.policy().questions(), buckets, candidate.concern(),
                    null != live.lane(i).state()) : null;
            lanes[i] = new LaneTrial(
                live.generation(), candidate.classifier(), state, memories.get(i).tracked(), liveTreatments,
                treatments);
        }
    }

    /** True while the policy that it is compared with is the one in force. */
    public boolean isBeside(final PolicyUpdate current)
    {
        return live.generation() == current.generation();
    }

    /** What is tried, on one line. */
    public String describe()
    {
        return "%s on trial beside %s: %d rules".formatted(name, live.name(), candidate.rules().size());
    }

    /**
     * What differs so far, for people.
     *
     * @param current the policy in force now
     */
    public List<String> report(final PolicyUpdate current, final long nowMs)
    {
        final List<String> lines = new ArrayList<>();
        lines.add("%s beside %s%s, %d s: %d frames compared, %d treated differently".formatted(
            name, live.name(), isBeside(current) ? "" : ", ended by a reload",
            Math.max(0, nowMs - startMs) / 1000, total(LaneTrial.Total.COMPARED), total(LaneTrial.Total.DIFFERENT)));
        differences().entrySet().stream()
            .sorted(Comparator.comparingLong((entry) -> -entry.getValue().frames))
            .forEach((entry) -> append(lines, entry.getKey(), entry.getValue()));
        if (0 != total(LaneTrial.Total.NOT_KEPT))
        {
            lines.add("%d more frames of further pairs of rules".formatted(total(LaneTrial.Total.NOT_KEPT)));
        }
        if (0 != total(LaneTrial.Total.FAILED))
        {
            lines.add("%d frames could not be judged by the candidate".formatted(total(LaneTrial.Total.FAILED)));
        }
        if (candidate.readsEgress() && !live.lane(0).readsEgress())
        {
            lines.add("the candidate reads the egress port, the live policy does not: flooded frames were compared " +
                "as if they left by the first port");
        }
        return lines;
    }

    LaneTrial lane(final int index)
    {
        return lanes[index];
    }

    long total(final LaneTrial.Total total)
    {
        long sum = 0;
        for (final LaneTrial lane : lanes)
        {
            sum += lane.total(total);
        }
        return sum;
    }

    private Map<String, Difference> differences()
    {
        final Map<String, Difference> differences = new LinkedHashMap<>();
        for (final LaneTrial lane : lanes)
        {
            for (int place = 0; place < LaneTrial.PAIRS; place++)
            {
                if (lane.hasPair(place))
                {
                    final String title = text(live.rules(), live.leaf(lane.liveLeaf(place))) + "  ->  " +
                        text(candidate.rules(), candidate.leaves().get(lane.leaf(place)));
                    add(differences.computeIfAbsent(title, (key) -> new Difference()), lane, place);
                }
            }
        }
        return differences;
    }

    private static void add(final Difference difference, final LaneTrial lane, final int place)
    {
        difference.frames += lane.frames(place);
        difference.hasMore |= lane.hasMoreSources(place);
        for (int i = 0; i < lane.sources(place); i++)
        {
            final String source = source(lane, place, i);
            if (LaneTrial.SOURCES > difference.sources.size())
            {
                difference.sources.add(source);
            }
            else
            {
                difference.hasMore |= !difference.sources.contains(source);
            }
        }
    }

    private static void append(final List<String> lines, final String title, final Difference difference)
    {
        lines.add("%12d  %s".formatted(difference.frames, title));
        lines.add("              from %s%s".formatted(
            String.join(", ", difference.sources), difference.hasMore ? " and others" : ""));
    }

    private static String text(final List<Rule> rules, final Leaf leaf)
    {
        final Rule rule = rules.get(leaf.rule());
        return "%s %s [%s]".formatted(rule.location(), rule.label(), treatment(leaf));
    }

    private static String source(final LaneTrial lane, final int place, final int source)
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[2 * Long.BYTES]);
        final StringBuilder text = new StringBuilder();
        final long low = lane.sourceLow(place, source);
        switch (lane.sourceKind(place, source))
        {
            case LaneTrial.IPV4 ->
            {
                bytes.putInt(0, (int)low, BIG_ENDIAN);
                AddressText.appendIpv4(text, bytes, 0);
            }
            case LaneTrial.IPV6 ->
            {
                bytes.putLong(0, lane.sourceHigh(place, source), BIG_ENDIAN);
                bytes.putLong(Long.BYTES, low, BIG_ENDIAN);
                AddressText.appendIpv6(text, bytes, 0);
            }
            default ->
            {
                bytes.putLong(0, low << MAC_SHIFT, BIG_ENDIAN);
                AddressText.appendEthernet(text, bytes, 0);
            }
        }
        return text.toString();
    }

    /** Numbers that are equal where what becomes of a frame is. */
    private static int[] treatments(final List<Leaf> leaves, final Map<String, Integer> ids)
    {
        final int[] result = new int[leaves.size()];
        for (int i = 0; i < result.length; i++)
        {
            result[i] = ids.computeIfAbsent(treatment(leaves.get(i)), (key) -> ids.size());
        }
        return result;
    }

    private static String treatment(final Leaf leaf)
    {
        final StringBuilder text = new StringBuilder(leaf.verdict().name().toLowerCase(Locale.ROOT));
        for (final Action action : leaf.actions())
        {
            if (!(action instanceof Log) && !(action instanceof Action.SetUpdate))
            {
                text.append(' ').append(action);
            }
        }
        return text.toString();
    }
}
