package porteira.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Frames between two hosts that mostly behave like TCP and sometimes do not: numbers around the edges of windows, old
 * segments, flags at the wrong time, resets of every kind, SYNs in the middle, other options.
 */
final class Conversation
{
    private static final int[] OFFSETS = { -70_000, -66_001, -1461, -2, -1, 1, 2, 900, 1460, 30_000, 70_000, 1 << 30 };
    private static final int[] WINDOWS = { 0, 1, 300, 1460, 8192, 65_535 };
    private static final int[] FLAGS = {
        0, Talk.SYN, Talk.SYN | Talk.ACK, Talk.FIN, Talk.FIN | Talk.ACK, Talk.ACK, Talk.RST, Talk.RST | Talk.ACK,
        Talk.ACK | Talk.URG, Talk.SYN | Talk.RST, Talk.SYN | Talk.FIN | Talk.ACK, Talk.FIN | Talk.ACK | Talk.URG };
    private static final byte[][] OPTIONS = {
        Talk.NO_OPTIONS, Talk.SYN_OPTIONS, { 3, 3, 14, 1 }, { 3, 3, 20, 0 }, { 1, 1, 4, 2 }, { 2, 4, 5, (byte)0xB4 },
        { 1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2 }, { 9, 0, 3, 3 } };

    private final SplittableRandom random;
    private final String[] hosts;
    private final int[] ports;
    private final int[] next;
    private final int[] unacknowledged;
    private final int[] finished = new int[2];
    private final boolean isTame;
    private final List<byte[]> frames = new ArrayList<>();

    Conversation(final SplittableRandom random, final String client, final int port, final String server)
    {
        this.random = random;
        hosts = new String[]{ client, server };
        ports = new int[]{ port, 25 };
        next = new int[]{ random.nextInt(), random.nextInt() };
        unacknowledged = next.clone();
        isTame = 0 == random.nextInt(4);
    }

    /** Up to {@code most} frames; some are marked to be dropped. */
    List<byte[]> frames(final int most)
    {
        open();
        while (frames.size() < most)
        {
            if (!isTame && 0 == random.nextInt(4))
            {
                misbehave();
            }
            else
            {
                behave();
            }
        }
        return frames;
    }

    private void open()
    {
        final byte[] ours = options();
        final byte[] theirs = options();
        switch (random.nextInt(isTame ? 1 : 6))
        {
            case 0, 1, 2 ->
            {
                segment(0, Talk.SYN, next[0], 0, ours, 0);
                next[0]++;
                segment(1, Talk.SYN | Talk.ACK, next[1], next[0], theirs, 0);
                next[1]++;
                segment(0, Talk.ACK, next[0], next[1], Talk.NO_OPTIONS, 0);
            }
            case 3 ->
            {
                segment(0, Talk.SYN, next[0], 0, ours, 0);
                segment(1, Talk.SYN, next[1], 0, theirs, 0);
                segment(0, Talk.SYN | Talk.ACK, next[0]++, next[1] + 1, ours, 0);
                segment(1, Talk.SYN | Talk.ACK, next[1]++, next[0], theirs, 0);
            }
            case 4 ->
            {
                segment(0, Talk.SYN, next[0], 0, ours, 0);
                next[0]++;
            }
            default ->
            {
            }
        }
    }

    private void behave()
    {
        final int side = random.nextInt(2);
        switch (random.nextInt(isTame ? 9 : 8))
        {
            case 0, 1, 2 ->
            {
                final int payload = 1 + random.nextInt(600);
                segment(side, Talk.ACK, next[side], next[side ^ 1], Talk.NO_OPTIONS, payload);
                unacknowledged[side] = next[side];
                next[side] += payload;
            }
            case 3, 4 -> segment(side, Talk.ACK, next[side], next[side ^ 1], acknowledging(side), 0);
            case 5 -> segment(side, Talk.ACK, unacknowledged[side], next[side ^ 1], Talk.NO_OPTIONS,
                Math.clamp(next[side] - unacknowledged[side], 0, 1000));
            case 6 -> segment(side, Talk.ACK, next[side] - 1, next[side ^ 1], Talk.NO_OPTIONS, 0);
            default ->
            {
                if (0 == random.nextInt(3))
                {
                    segment(side, Talk.FIN | Talk.ACK, next[side] - finished[side], next[side ^ 1],
                        Talk.NO_OPTIONS, 0);
                    next[side] += 1 - finished[side];
                    finished[side] = 1;
                }
            }
        }
    }

    private void misbehave()
    {
        final int side = random.nextInt(2);
        final int flags = FLAGS[random.nextInt(FLAGS.length)];
        final int sequence = next[side] + offset();
        final int ack = 0 == (flags & Talk.ACK) && 0 != random.nextInt(4) ? 0 : next[side ^ 1] + offset();
        final boolean isZero = 0 == random.nextInt(12);
        segment(side, flags, isZero ? 0 : sequence, 0 == random.nextInt(12) ? 0 : ack, options(),
            0 == random.nextInt(3) ? random.nextInt(1400) : 0);
        if (0 != (flags & Talk.SYN) && 0 == random.nextInt(2))
        {
            next[side] = sequence + 1;
        }
    }

    private int offset()
    {
        return 0 == random.nextInt(2) ? 0 : OFFSETS[random.nextInt(OFFSETS.length)];
    }

    private byte[] options()
    {
        return OPTIONS[random.nextInt(OPTIONS.length)];
    }

    /** Perhaps with selective acknowledgements. */
    private byte[] acknowledging(final int side)
    {
        final int edge = next[side ^ 1] + (isTame ? 0 : offset());
        return 0 != random.nextInt(3) ? Talk.NO_OPTIONS :
            java.nio.ByteBuffer.allocate(12).put((byte)1).put((byte)1).put((byte)5).put((byte)10)
                .putInt(edge - 100).putInt(edge).array();
    }

    private void segment(
        final int side, final int flags, final int sequence, final int ack, final byte[] options, final int payload)
    {
        final int window = isTame ? 60_000 : WINDOWS[random.nextInt(WINDOWS.length)];
        final byte[] frame = Talk.tcp(hosts[side], ports[side], hosts[side ^ 1], ports[side ^ 1], flags,
            sequence, ack, window, options, payload);
        frames.add(0 == random.nextInt(20) ? KernelRouter.Stamp.services(frame, KernelRouter.DROP_ME) : frame);
    }
}
