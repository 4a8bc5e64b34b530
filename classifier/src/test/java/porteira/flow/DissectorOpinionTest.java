package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.policy.Action.Reject.Answer;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What Wireshark's dissector thinks of the checksums that we write. */
class DissectorOpinionTest
{
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String A6 = "2001:db8:1::7";
    private static final String B6 = "2001:db8:2::25";
    private static final String GOOD = "1";
    private static final String BAD = "0";

    @TempDir
    private Path folder;

    @Test
    void shouldFindNoBadChecksumWhenFramesWereWritten() throws IOException, InterruptedException
    {
        final List<byte[]> frames = new ArrayList<>();
        for (final byte[] frame : originals())
        {
            frames.add(translated(frame));
            for (final Answer kind : Answer.values())
            {
                final byte[] answer = RejectFramesTest.answer(kind, frame, 2048);
                if (null != answer)
                {
                    frames.add(answer);
                }
            }
        }
        assertTrue(frames.size() > 60, "frames: " + frames.size());

        final List<String> opinions = dissect(frames);

        assertEquals(frames.size(), opinions.size());
        int good = 0;
        for (int i = 0; i < frames.size(); i++)
        {
            for (final String status : opinions.get(i).split("[\t,]"))
            {
                assertTrue(!BAD.equals(status), "frame " + (i + 1) + ": " + opinions.get(i));
                good += GOOD.equals(status) ? 1 : 0;
            }
        }
        assertTrue(good > frames.size(), "good: " + good);
    }

    private static List<byte[]> originals()
    {
        final byte[] tcp = Packet.payload(31).tcp(4000, 25, 1, 2, 16, 3).ipv4(A, B, 2).packet();
        final byte[] tcp6 = Packet.payload(30).tcp(4000, 25, 1, 2, 2, 0).ipv6(A6, B6).packet();
        return List.of(
            Packet.payload(tcp).ethernet(), Packet.payload(tcp6).ethernet(12),
            Packet.payload(11).udp(4000, 53).ipv4(A, B, 0).ethernet(),
            Packet.payload(12).udpWithoutChecksum(4000, 53).ipv4(A, B, 0).ethernet(),
            Packet.payload(1200).udp(4000, 53).ipv6WithOptions(A6, B6, 2).ethernet(),
            Packet.payload(20).icmp(1, 8, 0, 0x0102_0003).ipv4(A, B, 0).ethernet(),
            Packet.payload(21).icmp(58, 129, 0, 0x0102_0003).ipv6(A6, B6).ethernet(),
            Packet.payload(tcp).icmp(1, 3, 4, 1400).ipv4(B, A, 0).ethernet(),
            Packet.payload(tcp6).icmp(58, 2, 0, 1400).ipv6(B6, A6).ethernet());
    }

    private static byte[] translated(final byte[] frame)
    {
        final byte[] bytes = frame.clone();
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        assertTrue(new NatRewriter().rewrite(buffer, bytes.length, PacketParser.ethernet(buffer, bytes.length),
            new Translation().source(0x2001_0DB8_0009L << 16, 0x0A00_0009L, 587)
                .destination(0x2001_0DB8_0008L << 16, 0x0A00_0008L, 588)));
        return bytes;
    }

    /** A line a frame, statuses of checksums apart by tabs, several of one kind by commas. */
    private List<String> dissect(final List<byte[]> frames) throws IOException, InterruptedException
    {
        final Path file = folder.resolve("frames.pcap");
        final Path output = folder.resolve("out");
        Pcap.write(file, frames);
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-T", "fields"));
        for (final String protocol : List.of("ip", "tcp", "udp"))
        {
            command.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
        }
        for (final String protocol : List.of("ip", "tcp", "udp", "icmp", "icmpv6"))
        {
            command.addAll(List.of("-e", protocol + ".checksum.status"));
        }
        try
        {
            final int status = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            assertEquals(0, status);
        }
        catch (final IOException exception)
        {
            Needed.that(false, "tshark");
        }
        return Files.readAllLines(output);
    }
}
