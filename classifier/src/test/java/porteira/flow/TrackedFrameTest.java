package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.wire.PacketParser;

class TrackedFrameTest
{
    private static final int CONNECTIONS = 20_000;
    private static final int BURSTS = 500;
    private static final int BURST = 32;

    private final ConnectionTracker tracker = tracker();
    private final ConnectionTracker plain = tracker();

    @Test
    void shouldTellTheSameWhetherOrNotFramesWereBroughtNear()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CONNECTIONS; i++)
        {
            Talk.pass(tracker, call(i), 1);
            Talk.pass(plain, call(i), 1);
        }
        assertTrue(tracker.isLarge());

        final TrackedFrame tracked = new TrackedFrame(tracker);
        final UnsafeBuffer[] frames = new UnsafeBuffer[BURST];
        final long[] layouts = new long[BURST];
        for (int burst = 0; burst < BURSTS; burst++)
        {
            for (int i = 0; i < BURST; i++)
            {
                final byte[] frame = any(random);
                frames[i] = new UnsafeBuffer(frame);
                layouts[i] = 0 == random.nextInt(16) ? 0 : PacketParser.ethernet(frames[i], frame.length);
            }
            tracked.prefetch(frames, layouts, BURST);
            for (int i = 0; i < BURST; i++)
            {
                tracked.begin(burst + 2);
                final int state = tracked.state(frames[i], frames[i].capacity(), layouts[i], 0);
                tracked.confirm();
                assertEquals(plain.track(frames[i], frames[i].capacity(), layouts[i], 0, burst + 2), state,
                    "seed " + seed);
                plain.confirm();
            }
            tracked.endBurst(BURST);
        }
    }

    private static byte[] any(final SplittableRandom random)
    {
        final int number = random.nextInt(CONNECTIONS + 100);
        return 0 == random.nextInt(2) ? call(number) :
            Talk.udp("198.51.100.25", 53, client(number), 1024 + number / 256, 0);
    }

    private static byte[] call(final int number)
    {
        return Talk.udp(client(number), 1024 + number / 256, "198.51.100.25", 53, 0);
    }

    private static String client(final int number)
    {
        return "192.0.2." + number % 256;
    }

    private static ConnectionTracker tracker()
    {
        return new ConnectionTracker(
            FlowMemory.ofProcess(new FlowLimits(2 * CONNECTIONS, 100, 0)), FlowTimeouts.NETFILTER, 1, new FlowTally());
    }
}
