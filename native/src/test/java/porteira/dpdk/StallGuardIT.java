package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A classifier thread that stops in the middle of a burst, as in a debugger, while frames go on coming. */
@ExtendWith(EalExtension.class)
@Timeout(60)
class StallGuardIT
{
    private static final int MBUFS = 4_095;
    private static final int LANE = 4;
    private static final int AFTER_MS = 50;
    private static final int ENOUGH = 1_000;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    /** Sends everything out of one port; stops when told to. */
    private static final class Stopping implements BurstHandler
    {
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final int egress;
        private volatile boolean isToStop;
        private volatile boolean isStopped;

        Stopping(final int egress)
        {
            this.egress = 1 << egress;
        }

        @Override
        public void onBurst(
            final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
        {
            if (isToStop && 0 != goOn.getCount())
            {
                isStopped = true;
                awaitLatch();
            }
            for (int i = 0; i < count; i++)
            {
                final int from = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
                tx.putLong(to + BurstLayout.MBUF_OFFSET, rx.getLong(from + BurstLayout.MBUF_OFFSET));
                tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(egress));
            }
        }

        private void awaitLatch()
        {
            try
            {
                goOn.await();
            }
            catch (final InterruptedException e)
            {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void shouldBridgeUntilTheClassifierIsBack() throws InterruptedException
    {
        try (Mempool pool = Mempool.create("stall-bridge", MBUFS, 0, 2_176, -1))
        {
            stopAndGoOn(pool, "net_null30", "net_null31,no-rx=1", StallAction.BRIDGE);

            assertEquals(MBUFS, pool.available());
        }
    }

    @Test
    void shouldDropUntilTheClassifierIsBackWhenConfigured() throws InterruptedException
    {
        try (Mempool pool = Mempool.create("stall-drop", MBUFS, 0, 2_176, -1))
        {
            stopAndGoOn(pool, "net_null32", "net_null33,no-rx=1", StallAction.DROP);

            assertEquals(MBUFS, pool.available());
        }
    }

    private static void stopAndGoOn(
        final Mempool pool, final String source, final String sink, final StallAction action)
        throws InterruptedException
    {
        try (Port in = start(source, pool);
            Port out = start(sink, pool);
            RingLane lane = RingLane.create(new LaneConfig(
                LANE, 0, 32, new int[] { in.id(), out.id() }, LaneConfig.RING_MIN, LaneConfig.RING_MIN,
                IdleMode.BACKOFF, 100, AFTER_MS, action)))
        {
            final int left;
            final LaneCounters counters = lane.counters();
            final Stopping handler = new Stopping(out.id());
            final Thread classifier = new Thread(() -> poll(lane, handler));
            classifier.start();
            lane.poller().launch(EalExtension.WORKER);
            try
            {
                stopAndGoOn(counters, handler, action);
            }
            finally
            {
                handler.goOn.countDown();
                left = lane.poller().stop(10_000);
                classifier.interrupt();
                classifier.join();
            }
            assertEquals(0, left);
            assertBalance(counters, out.id(), action);
        }
    }

    private static void stopAndGoOn(
        final LaneCounters counters, final Stopping handler, final StallAction action)
    {
        await(() -> ENOUGH < counters.forwarded(), "forwarded");

        handler.isToStop = true;
        await(() -> handler.isStopped, "stopped");
        await(counters::isStalled, "stalled");
        final long forwarded = counters.forwarded();
        await(
            () -> ENOUGH < (StallAction.BRIDGE == action ? counters.stalledBridged() : counters.stalledDropped()),
            "unjudged");
        assertEquals(forwarded, counters.forwarded());
        assertTrue(0 < counters.stalls());

        handler.goOn.countDown();
        await(() -> !counters.isStalled() && forwarded + ENOUGH < counters.forwarded(), "back");
    }

    private static void assertBalance(final LaneCounters counters, final int out, final StallAction action)
    {
        assertEquals(0, counters.inFlight());
        assertEquals(counters.received(), counters.forwarded() + counters.rxRingFull() + counters.stalledBridged() +
            counters.stalledDropped());
        assertEquals(counters.forwarded() + counters.stalledBridged(), counters.txFrames(out));
        assertEquals(0, StallAction.BRIDGE == action ? counters.stalledDropped() : counters.stalledBridged());
    }

    private static void poll(final Lane lane, final BurstHandler handler)
    {
        while (!Thread.currentThread().isInterrupted())
        {
            if (0 == lane.poll(handler, 8))
            {
                Thread.yield();
            }
        }
    }

    private static void await(final BooleanSupplier condition, final String name)
    {
        final long start = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - start < LIMIT_NS, "not yet " + name);
            Thread.yield();
        }
    }

    private static Port start(final String device, final Mempool pool)
    {
        final Port port = Port.attach(device);
        port.configure(PortConfig.plain(1, 0, 1_500), pool);
        port.start();
        return port;
    }
}
