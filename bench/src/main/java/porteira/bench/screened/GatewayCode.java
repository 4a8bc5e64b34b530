package porteira.bench.screened;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.tree.AssumedState;
import porteira.tree.Classifier;
import porteira.tree.State;
import porteira.wire.PacketParser;

/** The gateway's parser and generated classifier, called frame by frame as a lane does. Outcomes are leaves. */
final class GatewayCode implements Contender
{
    private static final State NO_STATE = new AssumedState(AssumedState.NEW, List.of());

    private final Classifier classifier;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long[] addresses;
    private final int[] lengths;
    private final int[] ingress;
    private final long[] layouts;
    private final int[] outcomes;

    GatewayCode(final Classifier classifier, final DescribedFrames frames)
    {
        this.classifier = classifier;
        addresses = frames.addresses();
        lengths = frames.lengths();
        ingress = frames.ingress();
        layouts = new long[frames.count()];
        outcomes = new int[frames.count()];
    }

    @Override
    public void parse()
    {
        final UnsafeBuffer packet = frame;
        final long[] where = addresses;
        final int[] bytes = lengths;
        final long[] found = layouts;
        for (int i = 0; i < where.length; i++)
        {
            final int length = bytes[i];
            packet.wrap(where[i], length);
            found[i] = PacketParser.ethernet(packet, length);
        }
    }

    @Override
    public void judge()
    {
        final UnsafeBuffer packet = frame;
        final Classifier policy = classifier;
        final long[] where = addresses;
        final int[] bytes = lengths;
        final int[] ports = ingress;
        final long[] known = layouts;
        final int[] leaves = outcomes;
        for (int i = 0; i < where.length; i++)
        {
            final int length = bytes[i];
            packet.wrap(where[i], length);
            leaves[i] = policy.classify(packet, length, known[i], ports[i], 0, NO_STATE);
        }
    }

    @Override
    public void parseAndJudge()
    {
        final UnsafeBuffer packet = frame;
        final Classifier policy = classifier;
        final long[] where = addresses;
        final int[] bytes = lengths;
        final int[] ports = ingress;
        final long[] found = layouts;
        final int[] leaves = outcomes;
        for (int i = 0; i < where.length; i++)
        {
            final int length = bytes[i];
            packet.wrap(where[i], length);
            final long layout = PacketParser.ethernet(packet, length);
            found[i] = layout;
            leaves[i] = policy.classify(packet, length, layout, ports[i], 0, NO_STATE);
        }
    }

    @Override
    public long layout(final int index)
    {
        return layouts[index];
    }

    @Override
    public int outcome(final int index)
    {
        return outcomes[index];
    }
}
