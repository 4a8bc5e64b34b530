package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Agrona's ring in Java against ring.h in C, both ways, every descriptor checked. */
@Timeout(120)
class RingInteropIT
{
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final int BURST_LIMIT = 16;

    /** Checks frames against what ring_peer.c sends and answers them. */
    private static class Answering implements BurstHandler
    {
        long next;
        long wrong = -1;

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            for (int i = 0; i < count; i++)
            {
                final long n = next++;
                if (!isFrame(rx, rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH, n) && 0 > wrong)
                {
                    wrong = n;
                }
                final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                tx.putLong(to + BurstLayout.MBUF_OFFSET, n);
                tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(RingPeer.answer(n)));
            }
        }

        private static boolean isFrame(final DirectBuffer rx, final int at, final long n)
        {
            return n == rx.getLong(at + BurstLayout.MBUF_OFFSET) &&
                ~n == rx.getLong(at + BurstLayout.RX_DATA_OFFSET) &&
                (short)n == rx.getShort(at + BurstLayout.RX_DATA_LENGTH_OFFSET) &&
                (short)(n >>> 16) == rx.getShort(at + BurstLayout.RX_FRAME_LENGTH_OFFSET) &&
                (short)(n % BurstLayout.PORTS_MAX) == rx.getShort(at + BurstLayout.RX_PORT_OFFSET) &&
                (byte)(n >>> 32) == rx.getByte(at + BurstLayout.RX_FLAGS_OFFSET) &&
                (byte)(n >>> 40) == rx.getByte(at + BurstLayout.RX_TAIL_ROOM_OFFSET) &&
                n << 8 == rx.getLong(at + BurstLayout.RX_LAYOUT_OFFSET);
        }
    }

    /** Gives up at its {@code n}th burst. */
    private static final class Failing extends Answering
    {
        int burstsLeft;
        long givenUp;

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            if (0 == --burstsLeft)
            {
                next += count;
                givenUp += count;
                throw new IllegalStateException("given up on purpose");
            }
            super.onBurst(rx, rxIndex, tx, txIndex, count);
        }
    }

    @Test
    void shouldPassEveryDescriptorBothWaysWhenRingsWrap()
    {
        exchange(1 << 20, 100_000_000L);
    }

    @Test
    void shouldPassEveryDescriptorBothWaysWhenRingsAreSmallest()
    {
        exchange(LaneConfig.RING_MIN, 1_000_000L);
    }

    @Test
    void shouldLoseAndDoubleNothingWhenTheConsumersThreadEndsAndAnotherGoesOn()
    {
        final long frames = 2_000_000;
        final Answering handler = new Answering();
        try (RingPeer peer = new RingPeer(LaneConfig.RING_MIN, frames, SEED))
        {
            peer.start();
            for (int thread = 1; handler.next < frames && 0 > handler.wrong && 0 > peer.error(); thread++)
            {
                final long until = Math.min(frames, thread * 100_003L);
                onThreadOfItsOwn(() -> consume(peer, handler, until)).join();
            }
            peer.join();

            assertOutcome(peer, handler, frames);
            assertEquals(0, peer.freed());
        }
    }

    @Test
    void shouldFreeTheBurstAndGoOnWhenTheConsumersThreadDiesInTheHandler()
    {
        final long frames = 500_000;
        final Failing handler = new Failing();
        try (RingPeer peer = new RingPeer(LaneConfig.RING_MIN, frames, SEED))
        {
            peer.start();
            for (int death = 0; death < 10; death++)
            {
                handler.burstsLeft = 500 + death;
                final CompletableFuture<Void> consumer = onThreadOfItsOwn(() -> consume(peer, handler, frames));
                assertThrows(CompletionException.class, consumer::join);
            }
            handler.burstsLeft = Integer.MAX_VALUE;
            consume(peer, handler, frames);
            peer.join();

            assertOutcome(peer, handler, frames);
            assertTrue(0 < handler.givenUp);
            assertEquals(handler.givenUp, peer.freed());
        }
    }

    private static void exchange(final int capacity, final long frames)
    {
        final Answering handler = new Answering();
        try (RingPeer peer = new RingPeer(capacity, frames, SEED))
        {
            peer.start();
            consume(peer, handler, frames);
            peer.join();

            assertOutcome(peer, handler, frames);
            assertEquals(0, peer.freed());
        }
    }

    private static CompletableFuture<Void> onThreadOfItsOwn(final Runnable task)
    {
        return CompletableFuture.runAsync(task, runnable -> new Thread(runnable).start());
    }

    private static void consume(final RingPeer peer, final Answering handler, final long until)
    {
        final RingPair rings = peer.rings();
        boolean waiting = false;
        while (handler.next < until && 0 > handler.wrong && !(waiting && 0 <= peer.error()))
        {
            waiting = 0 == rings.poll(handler, BURST_LIMIT);
            if (waiting)
            {
                Thread.yield();
            }
        }
    }

    private static void assertOutcome(final RingPeer peer, final Answering handler, final long frames)
    {
        assertEquals(-1, handler.wrong, "C -> Java: first wrong frame, seed=" + SEED);
        assertEquals(-1, peer.error(), "Java -> C: first wrong frame, seed=" + SEED);
        assertEquals(frames, handler.next);
        assertEquals(frames, peer.returned());
    }
}
