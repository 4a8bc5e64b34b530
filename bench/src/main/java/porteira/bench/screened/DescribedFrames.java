package porteira.bench.screened;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.corpus.FrameCorpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Frames as a burst record describes them, and room for what is found out about each: two arrays off the heap that Java
 * and C read and write alike. Little-endian.
 */
final class DescribedFrames
{
    static final int DESCRIPTION_LENGTH = 16;
    static final int LENGTH_OFFSET = 8;
    static final int INGRESS_OFFSET = 12;

    static final int RESULT_LENGTH = 16;
    static final int OUTCOME_OFFSET = 8;

    private static final int ALIGNMENT = 64;

    private final List<? extends DirectBuffer> frames;
    private final UnsafeBuffer descriptions;

    /**
     * Describe frames.
     *
     * @param frames  off the heap, held by this object
     * @param ingress port of each
     */
    DescribedFrames(final List<? extends DirectBuffer> frames, final int[] ingress)
    {
        this.frames = frames;
        descriptions = memory(frames.size() * DESCRIPTION_LENGTH);
        for (int i = 0; i < frames.size(); i++)
        {
            final int at = i * DESCRIPTION_LENGTH;
            descriptions.putLong(at, frames.get(i).addressOffset());
            descriptions.putInt(at + LENGTH_OFFSET, frames.get(i).capacity());
            descriptions.putInt(at + INGRESS_OFFSET, ingress[i]);
        }
    }

    /** A corpus in random order, so that no prefetcher guesses where the next frame lies. */
    static DescribedFrames of(final FrameCorpus corpus, final long seed)
    {
        final List<Integer> order = new ArrayList<>();
        for (int i = 0; i < corpus.count(); i++)
        {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        return new DescribedFrames(
            order.stream().map(corpus::frame).toList(), order.stream().mapToInt(corpus::ingress).toArray());
    }

    int count()
    {
        return frames.size();
    }

    UnsafeBuffer descriptions()
    {
        return descriptions;
    }

    DirectBuffer frame(final int index)
    {
        return frames.get(index);
    }

    int ingress(final int index)
    {
        return descriptions.getInt(index * DESCRIPTION_LENGTH + INGRESS_OFFSET);
    }

    /** Room for results, all zero. */
    UnsafeBuffer results()
    {
        return memory(frames.size() * RESULT_LENGTH);
    }

    static long layout(final DirectBuffer results, final int index)
    {
        return results.getLong(index * RESULT_LENGTH);
    }

    static int outcome(final DirectBuffer results, final int index)
    {
        return results.getInt(index * RESULT_LENGTH + OUTCOME_OFFSET);
    }

    private static UnsafeBuffer memory(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(Math.max(length, ALIGNMENT), ALIGNMENT));
    }
}
