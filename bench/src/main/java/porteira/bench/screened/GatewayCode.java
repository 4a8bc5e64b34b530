package porteira.bench.screened;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.tree.AssumedState;
import porteira.tree.Classifier;
import porteira.tree.State;
import porteira.wire.PacketParser;

import static porteira.bench.screened.DescribedFrames.DESCRIPTION_LENGTH;
import static porteira.bench.screened.DescribedFrames.INGRESS_OFFSET;
import static porteira.bench.screened.DescribedFrames.LENGTH_OFFSET;
import static porteira.bench.screened.DescribedFrames.OUTCOME_OFFSET;
import static porteira.bench.screened.DescribedFrames.RESULT_LENGTH;

/** The gateway's parser and generated classifier, called frame by frame as a lane does. Outcomes are leaves. */
final class GatewayCode implements Contender
{
    private static final State NO_STATE = new AssumedState(AssumedState.NEW, List.of());

    private final Classifier classifier;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);

    GatewayCode(final Classifier classifier)
    {
        this.classifier = classifier;
    }

    @Override
    public void parse(final DescribedFrames frames, final UnsafeBuffer results)
    {
        final UnsafeBuffer descriptions = frames.descriptions();
        final UnsafeBuffer packet = frame;
        final int count = frames.count();
        for (int i = 0; i < count; i++)
        {
            final int at = i * DESCRIPTION_LENGTH;
            final int length = descriptions.getInt(at + LENGTH_OFFSET);
            packet.wrap(descriptions.getLong(at), length);
            results.putLong(i * RESULT_LENGTH, PacketParser.ethernet(packet, length));
        }
    }

    @Override
    public void judge(final DescribedFrames frames, final UnsafeBuffer results)
    {
        final UnsafeBuffer descriptions = frames.descriptions();
        final UnsafeBuffer packet = frame;
        final Classifier policy = classifier;
        final int count = frames.count();
        for (int i = 0; i < count; i++)
        {
            final int at = i * DESCRIPTION_LENGTH;
            final int length = descriptions.getInt(at + LENGTH_OFFSET);
            packet.wrap(descriptions.getLong(at), length);
            results.putInt(i * RESULT_LENGTH + OUTCOME_OFFSET, policy.classify(
                packet, length, results.getLong(i * RESULT_LENGTH), descriptions.getInt(at + INGRESS_OFFSET), 0,
                NO_STATE));
        }
    }

    @Override
    public void parseAndJudge(final DescribedFrames frames, final UnsafeBuffer results)
    {
        final UnsafeBuffer descriptions = frames.descriptions();
        final UnsafeBuffer packet = frame;
        final Classifier policy = classifier;
        final int count = frames.count();
        for (int i = 0; i < count; i++)
        {
            final int at = i * DESCRIPTION_LENGTH;
            final int length = descriptions.getInt(at + LENGTH_OFFSET);
            packet.wrap(descriptions.getLong(at), length);
            final long layout = PacketParser.ethernet(packet, length);
            results.putLong(i * RESULT_LENGTH, layout);
            results.putInt(i * RESULT_LENGTH + OUTCOME_OFFSET, policy.classify(
                packet, length, layout, descriptions.getInt(at + INGRESS_OFFSET), 0,
                NO_STATE));
        }
    }
}
