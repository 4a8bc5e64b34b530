package porteira.telemetry;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static porteira.telemetry.CountersFileDescriptor.CLOSED;
import static porteira.telemetry.CountersFileDescriptor.GATEWAY_START_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.HEADER_LENGTH;
import static porteira.telemetry.CountersFileDescriptor.HEADER_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.HEARTBEAT_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.MAGIC;
import static porteira.telemetry.CountersFileDescriptor.MAGIC_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.METADATA_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.NAME_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.NAME_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.PID_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.PROCESS_START_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.SEQUENCE_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.VALUES_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.VERSION;
import static porteira.telemetry.CountersFileDescriptor.VERSION_OFFSET;

/** A read-only look at the counters file of a gateway, in this process or another. Not thread-safe. */
public final class CountersFileReader implements AutoCloseable
{
    /** A gateway that has not written for so long is taken for stuck. Milliseconds. */
    public static final long STALE_AFTER_MS = 10_000;

    private static final int SPINS = 1000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer header;
    private final UnsafeBuffer metadata;
    private final UnsafeBuffer values;

    private CountersFileReader(final MappedByteBuffer mapped, final int metadataLength, final int valuesLength)
    {
        this.mapped = mapped;
        header = new UnsafeBuffer(mapped, 0, HEADER_LENGTH);
        metadata = new UnsafeBuffer(mapped, HEADER_LENGTH, metadataLength);
        values = new UnsafeBuffer(mapped, HEADER_LENGTH + metadataLength, valuesLength);
    }

    /**
     * Map an existing file.
     *
     * @throws IOException where there is none, it may not be read, or it is not a counters file of this version; the
     *                     message says which
     */
    public static CountersFileReader open(final Path file) throws IOException
    {
        if (!Files.exists(file))
        {
            throw new NoSuchFileException(file.toString(), null, "no gateway has run here");
        }
        if (Files.size(file) < HEADER_LENGTH)
        {
            throw new IOException(file + ": not a counters file: length=" + Files.size(file));
        }

        final MappedByteBuffer mapped =
            IoUtil.mapExistingFile(file.toFile(), FileChannel.MapMode.READ_ONLY, "counters file");
        try
        {
            return ofMapping(file, mapped);
        }
        catch (final IOException ex)
        {
            IoUtil.unmap(mapped);
            throw ex;
        }
    }

    private static CountersFileReader ofMapping(final Path file, final MappedByteBuffer mapped) throws IOException
    {
        final UnsafeBuffer header = new UnsafeBuffer(mapped, 0, HEADER_LENGTH);
        if (MAGIC != header.getLongVolatile(MAGIC_OFFSET))
        {
            throw new IOException(file + ": not a counters file");
        }
        if (VERSION != header.getInt(VERSION_OFFSET) || HEADER_LENGTH != header.getInt(HEADER_LENGTH_OFFSET))
        {
            throw new IOException(
                file + ": counters file version=" + header.getInt(VERSION_OFFSET) + ", limit=" + VERSION);
        }

        final int metadataLength = header.getInt(METADATA_LENGTH_OFFSET);
        final int valuesLength = header.getInt(VALUES_LENGTH_OFFSET);
        if (metadataLength < 0 || valuesLength < 0 ||
            (long)HEADER_LENGTH + metadataLength + valuesLength > mapped.capacity() ||
            (long)valuesLength * (CountersReader.METADATA_LENGTH / CountersReader.COUNTER_LENGTH) > metadataLength)
        {
            throw new IOException(file + ": counters file is cut short: length=" + mapped.capacity());
        }
        return new CountersFileReader(mapped, metadataLength, valuesLength);
    }

    /**
     * A consistent copy of everything.
     *
     * @throws IOException where the writer stopped in the middle of an update
     */
    public Snapshot snapshot(final long nowMs) throws IOException
    {
        final long startNs = System.nanoTime();
        for (int i = 0; i < SPINS || System.nanoTime() - startNs < PATIENCE_NS; i++)
        {
            final long before = header.getLongVolatile(SEQUENCE_OFFSET);
            if (0 == (before & 1))
            {
                final Snapshot snapshot = readOnce(nowMs);
                VarHandle.loadLoadFence();
                if (null != snapshot && before == header.getLongOpaque(SEQUENCE_OFFSET))
                {
                    return snapshot;
                }
            }
            pause(i);
        }
        throw new IOException("counters file: its writer, pid " + header.getLong(PID_OFFSET) +
            ", stopped in the middle of an update");
    }

    /** What the writer is doing, as far as can be seen from outside. */
    public Snapshot.State state(final long nowMs)
    {
        final long heartbeat = header.getLongVolatile(HEARTBEAT_OFFSET);
        if (CLOSED == heartbeat)
        {
            return Snapshot.State.ENDED;
        }

        final long started = header.getLong(PROCESS_START_OFFSET);
        final boolean alive = ProcessHandle.of(header.getLong(PID_OFFSET))
            .map((process) -> process.isAlive() && started == CountersFile.processStartMs(process))
            .orElse(false);
        if (!alive)
        {
            return Snapshot.State.DEAD;
        }
        return nowMs - heartbeat > STALE_AFTER_MS ? Snapshot.State.STALE : Snapshot.State.RUNNING;
    }

    @Override
    public void close()
    {
        IoUtil.unmap(mapped);
    }

    private static void pause(final int attempts)
    {
        if (attempts < SPINS)
        {
            Thread.onSpinWait();
        }
        else
        {
            // The writer may need this CPU to go on.
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private Snapshot readOnce(final long nowMs)
    {
        final List<Snapshot.Entry> entries = new ArrayList<>();
        try
        {
            final byte[] name = new byte[header.getInt(NAME_LENGTH_OFFSET)];
            header.getBytes(NAME_OFFSET, name);
            new CountersReader(metadata, values, StandardCharsets.UTF_8).forEach(
                (id, typeId, key, label) ->
                {
                    final Counter counter = Counter.ofId(typeId);
                    if (null != counter)
                    {
                        final long value = values.getLongVolatile(CountersReader.counterOffset(id));
                        entries.add(new Snapshot.Entry(
                            counter, key.getInt(0, java.nio.ByteOrder.nativeOrder()),
                            CountersFile.subject(counter, label), value));
                    }
                });
            return new Snapshot(
                state(nowMs), header.getLong(PID_OFFSET), header.getLong(GATEWAY_START_OFFSET), nowMs,
                new String(name, StandardCharsets.UTF_8), List.copyOf(entries));
        }
        catch (final IndexOutOfBoundsException | NegativeArraySizeException ex)
        {
            // The writer was at work: lengths read were not whole. The sequence will differ; read again.
            return null;
        }
    }
}
