package porteira.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classic pcap files of Ethernet frames. */
final class Pcap
{
    private static final int HEADER_LENGTH = 24;
    private static final int RECORD_LENGTH = 16;
    private static final int MAGIC = 0xA1B2C3D4;

    private Pcap()
    {
    }

    static void write(final Path file, final List<byte[]> frames) throws IOException
    {
        int length = HEADER_LENGTH;
        for (final byte[] frame : frames)
        {
            length += RECORD_LENGTH + frame.length;
        }
        final ByteBuffer capture = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        capture.putInt(MAGIC).putShort((short)2).putShort((short)4).putLong(0).putInt(0xFFFF).putInt(1);
        for (final byte[] frame : frames)
        {
            capture.putLong(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        Files.write(file, capture.array());
    }

    static List<byte[]> read(final Path file) throws IOException
    {
        final List<byte[]> frames = new ArrayList<>();
        final ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        capture.position(HEADER_LENGTH);
        while (capture.remaining() >= RECORD_LENGTH)
        {
            capture.getLong();
            final byte[] frame = new byte[capture.getInt()];
            capture.getInt();
            capture.get(frame);
            frames.add(frame);
        }
        return frames;
    }
}
