package porteira.bench.corpus;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Seeded frames off the heap, as far apart as in a pool of mbufs. The same mix, seed and count give the same bytes. */
public final class FrameCorpus
{
    /**
     * Distance between two frames: room for one, an mbuf and its headroom, in an odd number of cache lines, which is
     * how a pool keeps its frames from crowding into a few sets of the cache.
     */
    public static final int STRIDE = 37 * 64;

    private static final int SOURCE_MAC_PORT_OFFSET = 8;
    private static final int OUTSIDE = 0x0B;
    private static final int PCAP_MAGIC = 0xA1B2C3D4;
    private static final int LINK_ETHERNET = 1;

    // Holds the memory that the address below points to.
    private final UnsafeBuffer memory;
    private final int[] lengths;

    private FrameCorpus(final int count)
    {
        memory = new UnsafeBuffer(ByteBuffer.allocateDirect(count * STRIDE));
        lengths = new int[count];
    }

    /** Make {@code count} frames. */
    public static FrameCorpus of(final FrameMix mix, final long seed, final int count)
    {
        final Random random = new Random(seed);
        final Hosts hosts = new Hosts(random);
        final FrameCorpus corpus = new FrameCorpus(count);
        final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        final FrameBuilder builder = new FrameBuilder(frame);
        for (int i = 0; i < count; i++)
        {
            frame.wrap(corpus.memory, i * STRIDE, STRIDE);
            corpus.lengths[i] = mix.write(builder, random, hosts);
        }
        return corpus;
    }

    /** How many frames. */
    public int count()
    {
        return lengths.length;
    }

    /** Bytes of a frame, without FCS. */
    public int length(final int index)
    {
        return lengths[index];
    }

    /** Address of a frame's first byte; valid as long as this corpus is reachable. */
    public long address(final int index)
    {
        return memory.addressOffset() + (long)index * STRIDE;
    }

    /** Bridge port a frame comes in on: 0 from the inside, 1 from the outside. */
    public int ingress(final int index)
    {
        return OUTSIDE == memory.getByte(index * STRIDE + SOURCE_MAC_PORT_OFFSET) ? 1 : 0;
    }

    /** A view of a frame of its own. */
    public DirectBuffer frame(final int index)
    {
        return new UnsafeBuffer(memory, index * STRIDE, lengths[index]);
    }

    /** Write all frames as a pcap file, one microsecond apart. */
    public void writePcap(final Path file) throws IOException
    {
        final ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(PCAP_MAGIC).putShort((short)2).putShort((short)4).putLong(0).putInt(STRIDE).putInt(LINK_ETHERNET);
        try (OutputStream out = Files.newOutputStream(file))
        {
            out.write(header.array());
            final ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < lengths.length; i++)
            {
                record.clear().putInt(i / 1_000_000).putInt(i % 1_000_000).putInt(lengths[i]).putInt(lengths[i]);
                out.write(record.array());
                final byte[] frame = new byte[lengths[i]];
                memory.getBytes(i * STRIDE, frame);
                out.write(frame);
            }
        }
    }
}
