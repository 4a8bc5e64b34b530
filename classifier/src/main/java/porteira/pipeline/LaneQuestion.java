package porteira.pipeline;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import porteira.limit.Bucket;
import porteira.limit.ConnectionCounts;
import porteira.limit.Fanout;
import porteira.limit.KeyedRates;
import porteira.limit.RateLimit;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Question;
import porteira.tree.FrameKey;
import porteira.wire.EthernetFlyweight;
import porteira.wire.PacketLayout;

/** One question of a policy with the memory that one lane needs to answer it. */
interface LaneQuestion
{
    /** Keys that a meter remembers where its set does not say. */
    int DEFAULT_KEYS = 1 << 16;
    /** Keys of a table that needs one. */
    int ANY_KEY = 4;
    /** A key of a meter without timeout is forgotten when not seen for so long. */
    long DEFAULT_IDLE_MS = TimeUnit.MINUTES.toMillis(10);

    /** True if it holds for the state's current frame; counts as the question says. */
    boolean holds(LaneState state, DirectBuffer frame, int length, long layout, int ingress);

    /** What all lanes of one policy share, by index of the question: a bucket for a rate, null for any other. */
    static Bucket[] buckets(final List<Question> questions)
    {
        return questions.stream()
            .map((question) -> question instanceof Question.Rate rate ? new Bucket(limit(rate)) : null)
            .toArray(Bucket[]::new);
    }

    /** What answers a question. @param bucket of a rate; @param seed unforeseeable */
    static LaneQuestion of(final Question question, final Bucket bucket, final LaneState lane, final long seed)
    {
        return switch (question)
        {
            case Question.Rate rate -> (state, frame, length, layout, ingress) ->
                rate.over() != bucket.take(counted(state, layout), state.nowMs());
            case Question.Connections connections -> connections(connections, null, ANY_KEY, lane, seed);
            case Question.Fanout fanout ->
                fanout(fanout, List.of(key(Kind.IP_SOURCE), key(Kind.IP6_SOURCE)), seed);
            case Question.Meter meter -> meter(meter, lane, seed);
        };
    }

    private static LaneQuestion meter(final Question.Meter meter, final LaneState lane, final long seed)
    {
        return switch (meter.inner())
        {
            case Question.Rate rate ->
            {
                final FrameKey key = new FrameKey(meter.key());
                final KeyedRates rates = new KeyedRates(limit(rate), keys(meter.set().size()), idle(meter));
                yield (state, frame, length, layout, ingress) -> key.read(frame, length, layout, ingress, 0) &&
                    rate.over() != rates.take(
                        key.hash(seed), key.hash(~seed), counted(state, layout), state.nowMs());
            }
            case Question.Connections connections ->
                connections(connections, new FrameKey(meter.key()), keys(meter.set().size()), lane, seed);
            case Question.Fanout fanout -> fanout(fanout, List.of(new FrameKey(meter.key())), seed);
            case Question.Meter inner -> throw new IllegalArgumentException("a meter in a meter: " + inner);
        };
    }

    /** {@code key} null: all connections that come by count together. */
    private static LaneQuestion connections(
        final Question.Connections question,
        final FrameKey key,
        final int keys,
        final LaneState lane,
        final long seed)
    {
        final ConnectionCounts counts = new ConnectionCounts(question.count(), keys, lane::isLive);
        return (state, frame, length, layout, ingress) ->
            (null == key || key.read(frame, length, layout, ingress, 0)) &&
            question.over() == state.count(
                counts, null == key ? seed : key.hash(seed), null == key ? seed : key.hash(~seed),
                frame, length, layout, ingress) > question.count();
    }

    /** Destinations of whatever has one of these keys, the first that the frame has. */
    private static LaneQuestion fanout(
        final Question.Fanout question, final List<FrameKey> sources, final long seed)
    {
        final FrameKey[] keys = sources.toArray(new FrameKey[0]);
        final FrameKey[] destinations = { key(Kind.IP_DESTINATION), key(Kind.IP6_DESTINATION) };
        final Fanout fanout = new Fanout(
            question.amount(), TimeUnit.NANOSECONDS.toMillis(question.periodNs()), DEFAULT_KEYS / 4);
        return (state, frame, length, layout, ingress) ->
        {
            final FrameKey source = present(keys, frame, length, layout, ingress);
            final FrameKey destination = present(destinations, frame, length, layout, ingress);
            return null != source && null != destination &&
                fanout.isOver(source.hash(seed), source.hash(~seed), destination.hash(seed), state.nowMs());
        };
    }

    private static FrameKey present(
        final FrameKey[] keys, final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        for (final FrameKey key : keys)
        {
            if (key.read(frame, length, layout, ingress, 0))
            {
                return key;
            }
        }
        return null;
    }

    private static FrameKey key(final Kind kind)
    {
        return new FrameKey(List.of(Field.outermost(kind)));
    }

    /** Bytes as Linux counts them: those behind the Ethernet header and its first VLAN tag. */
    private static int counted(final LaneState state, final long layout)
    {
        return Math.max(0, state.frameLength() - EthernetFlyweight.HEADER_LENGTH -
            (0 == PacketLayout.vlanCount(layout) ? 0 : EthernetFlyweight.TAG_LENGTH));
    }

    private static RateLimit limit(final Question.Rate rate)
    {
        return new RateLimit(rate.amount(), rate.periodNs(), rate.burst(), rate.bytes());
    }

    private static int keys(final int size)
    {
        return 0 == size ? DEFAULT_KEYS : Math.max(4, Integer.highestOneBit(Math.max(1, size - 1)) << 1);
    }

    private static long idle(final Question.Meter meter)
    {
        final long own = 0 == meter.timeoutMs() ? meter.set().timeoutMs() : meter.timeoutMs();
        return 0 == own ? DEFAULT_IDLE_MS : own;
    }
}
