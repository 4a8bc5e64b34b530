package porteira.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import porteira.dpdk.NativeLibrary;
import porteira.flow.ConnectionTracker;
import porteira.flow.FlowLimits;
import porteira.flow.FlowMemory;
import porteira.flow.FlowTally;
import porteira.flow.FlowTimeouts;
import porteira.wire.PacketParser;

/**
 * Cost of knowing a frame's connection, parsing included, among that many connections: of a segment of an established
 * one, of a frame of none, of a connection's first frame, of forgetting one. Gate: {@code -prof gc} reads 0 B/op.
 */
@Fork(value = 1, jvmArgsPrepend = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true" })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class FlowBenchmark
{
    private static final int BURST = 1024;
    private static final int NEAR = 32;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int LENGTH = 54;
    private static final int SOURCE = 26;
    private static final int DESTINATION = 30;
    private static final int SEQUENCE = 38;
    private static final int FLAGS = 47;
    private static final int SERVER = 0x196433C6;
    private static final long NOW_MS = 1;
    private static final long LATER_MS = 121_000;

    @Param({ "10000", "1000000" })
    int connections;

    private final UnsafeBuffer request = new UnsafeBuffer(BufferUtil.allocateDirectAligned(64, 64));
    private final UnsafeBuffer answer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(64, 64));
    private final UnsafeBuffer[] nearby = new UnsafeBuffer[NEAR];
    private final long[] layouts = new long[NEAR];
    private final int[] order = new int[BURST * 256];
    private ConnectionTracker tracker;
    private int next;
    private int fresh;

    /** A table in which every connection is established but for a fifth of the places. */
    @Setup
    public void setup()
    {
        // As in the gateway, where tables stand on huge pages then.
        NativeLibrary.loadDpdk();
        tracker = new ConnectionTracker(
            FlowMemory.ofProcess(new FlowLimits(connections + connections / 4, 100, 0)), FlowTimeouts.NETFILTER, 1,
            new FlowTally());
        request.putBytes(0, frame(0, 25));
        request.putInt(DESTINATION, SERVER);
        for (int i = 0; i < NEAR; i++)
        {
            nearby[i] = new UnsafeBuffer(BufferUtil.allocateDirectAligned(64, 64));
            nearby[i].putBytes(0, request, 0, LENGTH);
        }
        answer.putBytes(0, frame(25, 0));
        answer.putInt(SOURCE, SERVER);
        answer.putByte(FLAGS, (byte)(SYN | ACK));
        answer.putInt(FLAGS - 5, 1, ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < connections; i++)
        {
            pass(i, SYN, 0);
            answer.putInt(DESTINATION, i);
            tracker.track(answer, LENGTH, PacketParser.ethernet(answer, LENGTH), 1, NOW_MS);
            pass(i, ACK, 1);
        }
        final Random random = new Random(1);
        for (int i = 0; i < order.length; i++)
        {
            order[i] = random.nextInt(connections);
        }
        fresh = 1 << 26;
    }

    /** An acknowledgement in an established connection, any one of them. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int hit()
    {
        int states = 0;
        for (int i = 0; i < BURST; i++)
        {
            states += pass(order[next], ACK, 1);
            next = next + 1 & order.length - 1;
        }
        return states;
    }

    /** The same in bursts, each brought near before its first frame is judged. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int hitInBursts()
    {
        int states = 0;
        for (int i = 0; i < BURST; i += NEAR)
        {
            for (int j = 0; j < NEAR; j++)
            {
                nearby[j].putInt(SOURCE, order[next + j]);
                layouts[j] = PacketParser.ethernet(nearby[j], LENGTH);
            }
            tracker.prefetch(nearby, layouts, NEAR);
            for (int j = 0; j < NEAR; j++)
            {
                states += pass(order[next + j], ACK, 1);
            }
            next = next + NEAR & order.length - 1;
        }
        return states;
    }

    /** The first frame of a connection that the policy refuses. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int miss()
    {
        int states = 0;
        for (int i = 0; i < BURST; i++)
        {
            states += track(fresh++, SYN, 0, NOW_MS);
        }
        return states;
    }

    /** The first frame of a connection that begins; the table is full, the oldest embryonic one gives way. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int insert()
    {
        int states = 0;
        for (int i = 0; i < BURST; i++)
        {
            states += pass(fresh++, SYN, 0);
        }
        return states;
    }

    /** A connection that begins, and is met again when its time is over. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int insertAndExpire()
    {
        int states = 0;
        for (int i = 0; i < BURST; i++)
        {
            states += pass(fresh + i, SYN, 0);
        }
        for (int i = 0; i < BURST; i++)
        {
            states += track(fresh++, SYN, 0, LATER_MS);
        }
        return states;
    }

    private int pass(final int connection, final int flags, final int sequence)
    {
        final int state = track(connection, flags, sequence, NOW_MS);
        tracker.confirm();
        return state;
    }

    private int track(final int connection, final int flags, final int sequence, final long nowMs)
    {
        request.putInt(SOURCE, connection);
        request.putInt(SEQUENCE, sequence, ByteOrder.BIG_ENDIAN);
        request.putInt(SEQUENCE + Integer.BYTES, sequence, ByteOrder.BIG_ENDIAN);
        request.putByte(FLAGS, (byte)flags);
        return tracker.track(request, LENGTH, PacketParser.ethernet(request, LENGTH), 0, nowMs);
    }

    private static byte[] frame(final int sourcePort, final int destinationPort)
    {
        return ByteBuffer.allocate(LENGTH).putInt(0x02000000).putShort((short)2).putInt(0x02000000)
            .putShort((short)1).putShort((short)0x0800).putInt(0x45000028).putInt(0).putInt(0x40060000).putInt(0)
            .putInt(0).putShort((short)sourcePort).putShort((short)destinationPort).putInt(0).putInt(0)
            .putInt(0x5000FFFF).array();
    }
}
