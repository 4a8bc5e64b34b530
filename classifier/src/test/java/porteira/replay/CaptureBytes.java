package porteira.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes small capture files for tests, byte by byte. */
final class CaptureBytes
{
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    private CaptureBytes(final ByteOrder order)
    {
        this.order = order;
    }

    static CaptureBytes pcap(final int linkType)
    {
        final CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        capture.u32(0xA1B2C3D4).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(linkType);
        return capture;
    }

    CaptureBytes pcapFrame(final byte[] frame)
    {
        return u32(1_700_000_000).u32(250_000).u32(frame.length).u32(frame.length).raw(frame);
    }

    static CaptureBytes pcapng(final ByteOrder order)
    {
        final CaptureBytes capture = new CaptureBytes(order);
        capture.u32(0x0A0D0D0A).u32(28).u32(0x1A2B3C4D).u16(1).u16(0).u32(-1).u32(-1).u32(28);
        return capture;
    }

    /** An interface whose clock ticks {@code 10^resolution} times a second. */
    CaptureBytes iface(final int linkType, final int snapshotLength, final int resolution)
    {
        u32(1).u32(32).u16(linkType).u16(0).u32(snapshotLength).u16(9).u16(1);
        return raw(new byte[] { (byte)resolution, 0, 0, 0 }).u16(0).u16(0).u32(32);
    }

    CaptureBytes enhanced(final int iface, final long ticks, final byte[] frame, final int original)
    {
        final int padding = -frame.length & 3;
        final int length = 32 + frame.length + padding;
        u32(6).u32(length).u32(iface).u32((int)(ticks >>> 32)).u32((int)ticks).u32(frame.length).u32(original);
        return raw(frame).raw(new byte[padding]).u32(length);
    }

    CaptureBytes simple(final byte[] frame)
    {
        final int padding = -frame.length & 3;
        final int length = 16 + frame.length + padding;
        return u32(3).u32(length).u32(frame.length).raw(frame).raw(new byte[padding]).u32(length);
    }

    CaptureBytes raw(final byte... raw)
    {
        bytes.writeBytes(raw);
        return this;
    }

    CaptureBytes u16(final int value)
    {
        return raw(ByteBuffer.allocate(2).order(order).putShort((short)value).array());
    }

    CaptureBytes u32(final int value)
    {
        return raw(ByteBuffer.allocate(4).order(order).putInt(value).array());
    }

    Path write(final Path file) throws IOException
    {
        return Files.write(file, bytes.toByteArray());
    }

    Path writeCut(final Path file, final int bytesMissing) throws IOException
    {
        final byte[] all = bytes.toByteArray();
        return Files.write(file, Arrays.copyOf(all, all.length - bytesMissing));
    }
}
