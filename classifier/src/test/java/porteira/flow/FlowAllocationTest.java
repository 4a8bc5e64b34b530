package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.dpdk.AllocationAssert;
import porteira.policy.Action.Reject.Answer;
import porteira.wire.PacketParser;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertTrue;

class FlowAllocationTest
{
    private static final String A = "198.51.100.7";
    private static final String B = "203.0.113.25";
    private static final String A6 = "2001:db8:1::7";
    private static final String B6 = "2001:db8:2::25";
    private static final byte[] UDP = Packet.payload(100).udp(1, 2).ipv4(A, B, 0).packet();
    private static final byte[] TCP = Packet.payload(60).tcp(1, 2, 3, 4, 2, 2).ipv6(A6, B6).packet();

    private final NatRewriter rewriter = new NatRewriter();
    private final Translation to = new Translation();
    private final FragmentTracker tracker = new FragmentTracker(64, true, 1);
    private final TokenBucket bucket = new TokenBucket(1000, 100);
    private final UnsafeBuffer room = new UnsafeBuffer(new byte[2048]);
    private long calls;

    @Test
    void shouldAllocateNothingWhenFramesAreTranslatedRejectedAndTracked()
    {
        final byte[][] frames = {
            Packet.payload(UDP).ethernet(), Packet.payload(TCP).ethernet(7),
            Packet.payload(TCP).icmp(58, 1, 4, 0).ipv6(B6, A6).ethernet(),
            Packet.payload(Arrays.copyOf(UDP, 28)).icmp(1, 3, 3, 0).ipv4(B, A, 1).ethernet(),
            Pieces.frame(UDP, 1, 0, 56), Pieces.frame(TCP, 1, 0, 64), Pieces.frame(TCP, 1, 64, 84) };

        AllocationAssert.none(() -> pass(frames));

        assertTrue(calls > 0 && tracker.evicted() > 0);
    }

    private void pass(final byte[][] frames)
    {
        for (final byte[] bytes : frames)
        {
            room.putBytes(0, bytes);
            final int length = bytes.length;
            final long layout = PacketParser.ethernet(room, length);
            // An identification of its own for every IPv4 datagram fills the table.
            room.putShort(18, (short)calls);
            if (FragmentTracker.JUDGE == tracker.onFragment(room, length, layout, calls >>> 8))
            {
                tracker.remember(true, calls);
            }
            to.clear().source(calls, calls, 3).destination(1, 2, Translation.KEEP_PORT);
            rewriter.rewrite(room, length, layout, to);
            room.putBytes(0, bytes);
            if (bucket.take(calls++))
            {
                RejectFrames.answer(room, length, room.capacity(), layout, Answer.ADMIN_PROHIBITED);
            }
        }
    }
}
