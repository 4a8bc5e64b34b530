package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.dpdk.Capture;
import porteira.dpdk.CaptureException;
import porteira.replay.SharedCaptures;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;

import java.io.IOException;
import java.nio.file.Path;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames as hosts sent them: their destination is translated there and back, their checksums stay as right as ever. */
class CapturedTranslationTest
{
    private static final int LEAST_TRANSLATED = 15_000;
    private static final int PORT = 587;

    private final NatRewriter rewriter = new NatRewriter();
    private final Translation to = new Translation();

    @Test
    void shouldGiveCapturedFramesBackWhenTranslatedThereAndBack() throws IOException, CaptureException
    {
        int translated = 0;
        for (final Path file : SharedCaptures.withSheets())
        {
            try (Capture capture = Capture.open(file))
            {
                while (Capture.LINK_ETHERNET == capture.linkType() && capture.next())
                {
                    final byte[] bytes = new byte[capture.capturedLength()];
                    capture.frame().getBytes(0, bytes);
                    translated += translate(file, bytes) ? 1 : 0;
                }
            }
            catch (final CaptureException ignored)
            {
                // Some captures are broken off on purpose; what came before counts.
            }
        }
        assertTrue(translated >= LEAST_TRANSLATED, "translated: " + translated);
    }

    private boolean translate(final Path file, final byte[] original)
    {
        final byte[] bytes = original.clone();
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        final long layout = PacketParser.ethernet(frame, bytes.length);
        final boolean isGood = 0 == PacketLayout.malformed(layout) &&
            PacketLayout.NETWORK_NONE != PacketLayout.network(layout) &&
            Checksums.areGood(frame, bytes.length, layout);
        final boolean hasPort = PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout) &&
            (6 == PacketLayout.protocol(layout) || 17 == PacketLayout.protocol(layout));
        final int oldPort = hasPort ?
            TransportFlyweight.destinationPort(frame, PacketLayout.transportOffset(layout)) : Translation.KEEP_PORT;
        if (!rewriter.rewrite(
            frame, bytes.length, layout, to.clear().destination(1, 0x0A00_0001L, hasPort ? PORT : oldPort)))
        {
            assertArrayEquals(original, bytes, file.toString());
            return false;
        }
        if (isGood)
        {
            assertTrue(Checksums.areGood(frame, bytes.length, layout), file.toString());
        }
        if (hasPort)
        {
            assertEquals(PORT, TransportFlyweight.destinationPort(frame, PacketLayout.transportOffset(layout)));
        }

        final UnsafeBuffer old = new UnsafeBuffer(original);
        final int ip = PacketLayout.networkOffset(layout);
        final boolean isIpv4 = PacketLayout.NETWORK_IPV4 == PacketLayout.network(layout);
        final int address = ip + (isIpv4 ? Ipv4Flyweight.DESTINATION_OFFSET : Ipv6Flyweight.DESTINATION_OFFSET);
        to.clear().destination(
            isIpv4 ? 0 : old.getLong(address, BIG_ENDIAN),
            isIpv4 ? old.getInt(address, BIG_ENDIAN) : old.getLong(address + Long.BYTES, BIG_ENDIAN), oldPort);
        assertTrue(rewriter.rewrite(frame, bytes.length, layout, to));
        if (isGood && !IcmpErrors.isError(old, layout))
        {
            assertArrayEquals(original, bytes, file.toString());
        }
        return true;
    }
}
