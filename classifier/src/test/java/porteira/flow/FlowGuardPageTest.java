package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.dpdk.GuardPage;
import porteira.policy.Action.Reject.Answer;
import porteira.wire.GoldenFrame;
import porteira.wire.PacketParser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs with Agrona's bounds checks off: a read or write past the end of a frame ends the JVM and fails the build. */
@Tag("guard-page")
class FlowGuardPageTest
{
    private static final int MUTANTS = 300_000;
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String A6 = "2001:db8:1::7";
    private static final String B6 = "2001:db8:2::25";

    private final NatRewriter rewriter = new NatRewriter();
    private final Translation to = new Translation();
    private final FragmentTracker tracker = new FragmentTracker(256, true, 1);
    private final ConnectionTracker connections = new ConnectionTracker(
        FlowMemory.ofProcess(FlowLimits.of(1024)), FlowTimeouts.NETFILTER, 1, new FlowTally());
    private final UnsafeBuffer[] burst = new UnsafeBuffer[1];
    private final long[] layouts = new long[1];
    private final Answer[] answers = Answer.values();
    private long calls;

    @Test
    void shouldStayInsideWhenFramesAreCut() throws IOException
    {
        assertFalse(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "run with -Dagrona.disable.bounds.checks=true");
        try (GuardPage guard = new GuardPage(4096))
        {
            for (final byte[] frame : frames())
            {
                for (int length = 0; length <= frame.length; length++)
                {
                    touch(guard, frame, length);
                }
            }
        }
    }

    @Test
    void shouldStayInsideWhenBytesAreRandom() throws IOException
    {
        final SplittableRandom random = new SplittableRandom(Seed.ofRun());
        final List<byte[]> frames = frames();
        try (GuardPage guard = new GuardPage(4096))
        {
            for (int i = 0; i < MUTANTS; i++)
            {
                final byte[] bytes = frames.get(random.nextInt(frames.size())).clone();
                for (int changes = random.nextInt(6); changes >= 0; changes--)
                {
                    bytes[random.nextInt(bytes.length)] = (byte)random.nextInt(256);
                }
                touch(guard, bytes, random.nextInt(4) > 0 ? bytes.length : random.nextInt(bytes.length + 1));
            }
        }
    }

    private void touch(final GuardPage guard, final byte[] bytes, final int length)
    {
        UnsafeBuffer frame = guard.flush(bytes, length);
        final long layout = PacketParser.ethernet(frame, length);
        final int answer = tracker.onFragment(frame, length, layout, calls >>> 4);
        assertTrue(answer >= 0 && answer < FragmentTracker.ANSWERS);
        if (FragmentTracker.NONE != answer)
        {
            assertTrue(FragmentTracker.isConcerned(frame, length, layout));
            tracker.remember(0 == (calls & 1), calls);
        }

        burst[0] = frame;
        layouts[0] = layout;
        connections.prefetch(burst, layouts, 1);
        connections.track(frame, length, layout, 0, calls >>> 4);
        connections.confirm();

        to.clear().source(calls, calls, (int)calls & 0xFFFF).destination(~calls, ~calls, (int)~calls & 0xFFFF);
        rewriter.rewrite(frame, length, layout, to);
        Checksums.complete(frame, length, layout);

        frame = guard.flush(bytes, length);
        final Answer kind = answers[(int)(calls++ % answers.length)];
        assertTrue(RejectFrames.answer(frame, length, length, layout, kind) <= length);
    }

    private static List<byte[]> frames() throws IOException
    {
        final List<byte[]> frames = new ArrayList<>();
        for (final GoldenFrame golden : GoldenFrame.all())
        {
            frames.add(golden.bytes());
        }
        final byte[] udp = Packet.payload(60).udp(1, 2).ipv4(A, B, 0).packet();
        final byte[] tcp = Packet.payload(60).tcp(1, 2, 3, 4, 2, 2).ipv6(A6, B6).packet();
        final byte[] echo = Packet.payload(30).icmp(58, 128, 0, 7).ipv6WithOptions(A6, B6, 2).packet();
        frames.add(Pieces.frame(udp, 1, 0, 24, 7));
        frames.add(Pieces.frame(udp, 1, 24, 68));
        frames.add(Pieces.frame(tcp, 1, 0, 40));
        frames.add(Pieces.frame(tcp, 1, 40, 80));
        frames.add(Packet.payload(Pieces.packet(tcp, 2, 0, 40)).plain(41).ipv4(A, B, 3).ethernet());
        frames.add(Packet.payload(Pieces.packet(tcp, 2, 40, 80)).plain(41).ipv4(A, B, 3).ethernet());
        frames.add(Packet.payload(Arrays.copyOf(udp, 40)).icmp(1, 3, 3, 0).ipv4(B, A, 1).ethernet());
        frames.add(Packet.payload(tcp).icmp(58, 1, 4, 0).ipv6(B6, A6).ethernet(1, 2));
        frames.add(Packet.payload(echo).icmp(58, 3, 0, 0).ipv6WithOptions(B6, A6, 1).ethernet());
        frames.add(Packet.payload(echo).ethernet());
        return frames;
    }
}
