package porteira.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ethernet frames of a classic pcap file, all of them from one host to another, so that a bridge forwards each. */
final class CapturedFrames
{
    private static final int HEADER_LENGTH = 24;
    private static final int RECORD_LENGTH = 16;
    private static final int LINK_TYPE_OFFSET = 20;
    private static final int ETHERNET = 1;
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    /** Longest frame that a veth with its usual MTU takes. */
    private static final int MAX_LENGTH = 1514;

    private static final byte[] HOSTS = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1 };

    private CapturedFrames()
    {
    }

    /** The first {@code most} frames that are not too long; none from a file of another kind or link type. */
    static List<byte[]> of(final Path file, final int most) throws IOException
    {
        final List<byte[]> frames = new ArrayList<>();
        final ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file));
        if (capture.capacity() < HEADER_LENGTH || !isPcap(capture) || ETHERNET != capture.getInt(LINK_TYPE_OFFSET))
        {
            return frames;
        }
        capture.position(HEADER_LENGTH);
        while (RECORD_LENGTH <= capture.remaining() && frames.size() < most)
        {
            capture.getLong();
            final int length = capture.getInt();
            capture.getInt();
            if (0 > length || capture.remaining() < length)
            {
                return frames;
            }
            final byte[] frame = new byte[length];
            capture.get(frame);
            if (HOSTS.length <= length && length <= MAX_LENGTH)
            {
                System.arraycopy(HOSTS, 0, frame, 0, HOSTS.length);
                frames.add(frame);
            }
        }
        return frames;
    }

    /** Sets the byte order. */
    private static boolean isPcap(final ByteBuffer capture)
    {
        for (final ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN))
        {
            final int magic = capture.order(order).getInt(0);
            if (MICROSECONDS == magic || NANOSECONDS == magic)
            {
                return true;
            }
        }
        return false;
    }
}
