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
 * Frames in one piece of memory, and where each lies, once as C reads it (an array of address, length and port off the
 * heap, little-endian) and once as Java does.
 */
final class DescribedFrames
{
    private static final int LENGTH = 16;
    private static final int LENGTH_OFFSET = 8;
    private static final int INGRESS_OFFSET = 12;
    private static final int ALIGNMENT = 64;

    private final List<? extends DirectBuffer> frames;
    private final UnsafeBuffer descriptions;
    private final long[] addresses;
    private final int[] lengths;
    private final int[] ingress;

    /**
     * Describe frames.
     *
     * @param frames  off the heap, held by this object
     * @param ingress port of each
     */
    DescribedFrames(final List<? extends DirectBuffer> frames, final int[] ingress)
    {
        this.frames = frames;
        this.ingress = ingress.clone();
        addresses = new long[ingress.length];
        lengths = new int[ingress.length];
        descriptions = new UnsafeBuffer(BufferUtil.allocateDirectAligned(frames.size() * LENGTH + LENGTH, ALIGNMENT));
        for (int i = 0; i < frames.size(); i++)
        {
            addresses[i] = frames.get(i).addressOffset();
            lengths[i] = frames.get(i).capacity();
            descriptions.putLong(i * LENGTH, addresses[i]);
            descriptions.putInt(i * LENGTH + LENGTH_OFFSET, lengths[i]);
            descriptions.putInt(i * LENGTH + INGRESS_OFFSET, ingress[i]);
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
        return lengths.length;
    }

    /** Address of C's array. */
    long descriptions()
    {
        return descriptions.addressOffset();
    }

    DirectBuffer frame(final int index)
    {
        return frames.get(index);
    }

    /** The array itself. */
    long[] addresses()
    {
        return addresses;
    }

    /** The array itself. */
    int[] lengths()
    {
        return lengths;
    }

    /** The array itself. */
    int[] ingress()
    {
        return ingress;
    }
}
