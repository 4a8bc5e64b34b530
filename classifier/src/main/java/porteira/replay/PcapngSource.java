package porteira.replay;

import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Frames of a pcapng file (draft-ietf-opsawg-pcapng), of any byte order, with interfaces of different link types,
 * snapshot lengths and clock resolutions, in enhanced, simple and obsolete packet blocks. Other blocks are skipped.
 */
final class PcapngSource implements FrameSource
{
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int MIN_BLOCK_LENGTH = 12;
    private static final int MAX_BLOCK_LENGTH = 16 << 20;
    private static final int HEADER_LENGTH = 8;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int OPTION_TIME_OFFSET = 14;
    private static final int MAX_DECIMAL_RESOLUTION = 18;
    private static final long NANOS = 1_000_000_000L;

    private final Path file;
    private final InputStream input;
    private final IntArrayList linkTypes = new IntArrayList();
    private final IntArrayList snapshotLengths = new IntArrayList();
    private final LongArrayList ticksPerSecond = new LongArrayList();
    private final LongArrayList secondsOffset = new LongArrayList();
    private final UnsafeBuffer block = new UnsafeBuffer(new byte[1 << 12]);
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private ByteOrder order = LITTLE_ENDIAN;
    private int bodyEnd;
    private int linkType;
    private long originalLength;
    private long timestampNs;

    PcapngSource(final Path file) throws IOException
    {
        this.file = file;
        input = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    static boolean isPcapng(final Path file) throws IOException
    {
        try (InputStream input = Files.newInputStream(file))
        {
            final byte[] start = input.readNBytes(Integer.BYTES);
            return Integer.BYTES == start.length && SECTION_HEADER == new UnsafeBuffer(start).getInt(0, BIG_ENDIAN);
        }
    }

    @Override
    public boolean next() throws IOException
    {
        while (readBlock())
        {
            switch (block.getInt(0, order))
            {
                case SECTION_HEADER -> clearInterfaces();
                case INTERFACE -> addInterface();
                case ENHANCED_PACKET ->
                {
                    enhancedPacket();
                    return true;
                }
                case OBSOLETE_PACKET ->
                {
                    obsoletePacket();
                    return true;
                }
                case SIMPLE_PACKET ->
                {
                    simplePacket();
                    return true;
                }
                default ->
                {
                    continue;
                }
            }
        }
        return false;
    }

    @Override
    public int linkType()
    {
        return linkType;
    }

    @Override
    public DirectBuffer frame()
    {
        return frame;
    }

    @Override
    public int capturedLength()
    {
        return frame.capacity();
    }

    @Override
    public long originalLength()
    {
        return originalLength;
    }

    @Override
    public long timestampNs()
    {
        return timestampNs;
    }

    @Override
    public void close() throws IOException
    {
        input.close();
    }

    private boolean readBlock() throws IOException
    {
        final int read = input.readNBytes(block.byteArray(), 0, MIN_BLOCK_LENGTH);
        if (0 == read)
        {
            return false;
        }
        if (MIN_BLOCK_LENGTH != read)
        {
            throw broken("breaks off inside a block");
        }
        if (SECTION_HEADER == block.getInt(0, order))
        {
            order = BYTE_ORDER_MAGIC == block.getInt(HEADER_LENGTH, LITTLE_ENDIAN) ? LITTLE_ENDIAN : BIG_ENDIAN;
            if (BYTE_ORDER_MAGIC != block.getInt(HEADER_LENGTH, order))
            {
                throw broken("section without byte order");
            }
        }

        final int length = block.getInt(Integer.BYTES, order);
        if (length < MIN_BLOCK_LENGTH || length > MAX_BLOCK_LENGTH || 0 != (length & 3))
        {
            throw broken("impossible block length " + Integer.toUnsignedString(length));
        }
        if (length > block.capacity())
        {
            block.wrap(Arrays.copyOf(block.byteArray(), Integer.highestOneBit(length) << 1));
        }
        final int rest = length - MIN_BLOCK_LENGTH;
        if (rest != input.readNBytes(block.byteArray(), MIN_BLOCK_LENGTH, rest))
        {
            throw broken("breaks off inside a block");
        }
        bodyEnd = length - Integer.BYTES;
        return true;
    }

    private void clearInterfaces()
    {
        linkTypes.clear();
        snapshotLengths.clear();
        ticksPerSecond.clear();
        secondsOffset.clear();
    }

    private void addInterface() throws IOException
    {
        int at = HEADER_LENGTH + 8;
        if (bodyEnd < at)
        {
            throw broken("interface block too short");
        }
        long ticks = 1_000_000L;
        long offset = 0;
        while (bodyEnd - at >= 4)
        {
            final int code = u16(at);
            final int length = u16(at + 2);
            at += 4;
            if (0 == code || bodyEnd - at < length)
            {
                break;
            }
            if (OPTION_TIME_RESOLUTION == code && length >= 1)
            {
                ticks = ticks(block.getByte(at) & 0xFF);
            }
            else if (OPTION_TIME_OFFSET == code && length >= Long.BYTES)
            {
                offset = block.getLong(at, order);
            }
            at += length + 3 & ~3;
        }
        linkTypes.addInt(u16(HEADER_LENGTH));
        snapshotLengths.addInt(block.getInt(HEADER_LENGTH + 4, order));
        ticksPerSecond.addLong(ticks);
        secondsOffset.addLong(offset);
    }

    private static long ticks(final int resolution)
    {
        final int exponent = resolution & 0x7F;
        if (0 != (resolution & 0x80))
        {
            return 1L << Math.min(exponent, Long.SIZE - 2);
        }
        long ticks = 1;
        for (int i = 0; i < Math.min(exponent, MAX_DECIMAL_RESOLUTION); i++)
        {
            ticks *= 10;
        }
        return ticks;
    }

    private void enhancedPacket() throws IOException
    {
        packet(HEADER_LENGTH + 20, block.getInt(HEADER_LENGTH, order));
    }

    private void obsoletePacket() throws IOException
    {
        packet(HEADER_LENGTH + 20, u16(HEADER_LENGTH));
    }

    /** Both blocks with times have them, and both lengths, in the 16 bytes before the data. */
    private void packet(final int data, final int interfaceId) throws IOException
    {
        if (bodyEnd < data)
        {
            throw broken("packet block too short");
        }
        select(interfaceId);
        final long ticks = (long)block.getInt(data - 16, order) << 32 | block.getInt(data - 12, order) & 0xFFFFFFFFL;
        final long perSecond = ticksPerSecond.getLong(interfaceId);
        final long fraction = Long.remainderUnsigned(ticks, perSecond);
        timestampNs = (Long.divideUnsigned(ticks, perSecond) + secondsOffset.getLong(interfaceId)) * NANOS +
            (long)((double)fraction / perSecond * NANOS);
        originalLength = block.getInt(data - 4, order) & 0xFFFFFFFFL;
        wrap(data, block.getInt(data - 8, order) & 0xFFFFFFFFL);
    }

    private void simplePacket() throws IOException
    {
        final int data = HEADER_LENGTH + 4;
        if (bodyEnd < data)
        {
            throw broken("packet block too short");
        }
        select(0);
        timestampNs = 0;
        originalLength = block.getInt(HEADER_LENGTH, order) & 0xFFFFFFFFL;
        final long limit = snapshotLengths.getInt(0) & 0xFFFFFFFFL;
        wrap(data, 0 == limit ? originalLength : Math.min(limit, originalLength));
    }

    private void select(final int interfaceId) throws IOException
    {
        if (0 > interfaceId || interfaceId >= linkTypes.size())
        {
            throw broken("packet of an interface that was not described");
        }
        linkType = linkTypes.getInt(interfaceId);
    }

    private void wrap(final int data, final long captured) throws IOException
    {
        if (captured > bodyEnd - data)
        {
            throw broken("packet longer than its block");
        }
        frame.wrap(block.byteArray(), data, (int)captured);
    }

    private int u16(final int index)
    {
        return block.getShort(index, order) & 0xFFFF;
    }

    private IOException broken(final String what)
    {
        return new IOException("capture: file=" + file + ": " + what);
    }
}
