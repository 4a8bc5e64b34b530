package porteira.telemetry;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

import static porteira.telemetry.CountersFileDescriptor.CLOSED;
import static porteira.telemetry.CountersFileDescriptor.GATEWAY_START_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.HEADER_LENGTH;
import static porteira.telemetry.CountersFileDescriptor.HEADER_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.HEARTBEAT_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.MAGIC;
import static porteira.telemetry.CountersFileDescriptor.MAGIC_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.METADATA_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.NAME_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.NAME_MAX;
import static porteira.telemetry.CountersFileDescriptor.NAME_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.PID_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.PROCESS_START_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.SEQUENCE_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.VALUES_LENGTH_OFFSET;
import static porteira.telemetry.CountersFileDescriptor.VERSION;
import static porteira.telemetry.CountersFileDescriptor.VERSION_OFFSET;

/**
 * The gateway's side of the counters file. One thread writes, between {@link #beginUpdate} and {@link #endUpdate};
 * readers in any process map the same file. A new file replaces an older one of the same name in one step, so that a
 * reader sees a whole file or none.
 */
public final class CountersFile implements AutoCloseable
{
    /** Returned by {@link #allocate} where the file has no room; every other method ignores it. */
    public static final int NO_ROOM = -1;

    private static final String SEPARATOR = ": ";

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer header;
    private final UnsafeBuffer values;
    private final CountersManager manager;
    private long sequence;
    private boolean closed;

    private CountersFile(final MappedByteBuffer mapped, final int metadataLength, final int valuesLength)
    {
        this.mapped = mapped;
        header = new UnsafeBuffer(mapped, 0, HEADER_LENGTH);
        values = new UnsafeBuffer(mapped, HEADER_LENGTH + metadataLength, valuesLength);
        manager = new CountersManager(
            new UnsafeBuffer(mapped, HEADER_LENGTH, metadataLength), values, StandardCharsets.UTF_8);
    }

    /**
     * Make the file. It is sparse: counters never allocated take no room on disk.
     *
     * @param file        replaced if it is there; its directory must exist
     * @param maxCounters room, at least 1
     * @param policyName  shown by readers
     * @param nowMs       epoch time of the gateway's start
     * @throws IOException where the file cannot be made
     */
    public static CountersFile create(
        final Path file, final int maxCounters, final String policyName, final long nowMs) throws IOException
    {
        final long total = HEADER_LENGTH +
            (long)maxCounters * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
        if (maxCounters < 1 || total > Integer.MAX_VALUE)
        {
            throw new IllegalArgumentException(
                "counters file: maxCounters=" + maxCounters + ", limit=1.." + Integer.MAX_VALUE /
                (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH));
        }

        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        final MappedByteBuffer mapped = IoUtil.mapNewFile(fresh.toFile(), total, false);
        final int metadataLength = maxCounters * CountersReader.METADATA_LENGTH;
        final int valuesLength = maxCounters * CountersReader.COUNTER_LENGTH;
        final CountersFile result = new CountersFile(mapped, metadataLength, valuesLength);
        result.writeHeader(metadataLength, valuesLength, policyName, nowMs);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        return result;
    }

    /** Readers hold off from here to {@link #endUpdate}, also where an exception has cut the last update short. */
    public void beginUpdate()
    {
        sequence |= 1;
        header.putLongOpaque(SEQUENCE_OFFSET, sequence);
        VarHandle.storeStoreFence();
    }

    /** Publish all that was written since {@link #beginUpdate}, and a sign of life. */
    public void endUpdate(final long nowMs)
    {
        header.putLongOpaque(HEARTBEAT_OFFSET, nowMs);
        header.putLongRelease(SEQUENCE_OFFSET, ++sequence);
    }

    /** Name of the policy in force; call within an update. Cut where it is longer than the header's room. */
    public void policyName(final String name)
    {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        final int length = Math.min(bytes.length, NAME_MAX);
        header.putInt(NAME_LENGTH_OFFSET, length);
        header.putBytes(NAME_OFFSET, bytes, 0, length);
    }

    /**
     * Take a counter, at 0; call within an update.
     *
     * @param key     what the counter's family numbers, &gt;= 0
     * @param subject name of that, for people; may be empty; cut at Agrona's label length
     * @return id for {@link #set}, or {@link #NO_ROOM}
     */
    public int allocate(final Counter counter, final int key, final String subject)
    {
        if (0 == manager.available())
        {
            return NO_ROOM;
        }

        final String label = subject.isEmpty() ? counter.label() : counter.label() + SEPARATOR + subject;
        return manager.allocate(
            cut(label, CountersReader.MAX_LABEL_LENGTH), counter.id(), (buffer) -> buffer.putInt(0, key));
    }

    /** Give a counter back; call within an update. */
    public void free(final int counterId)
    {
        if (NO_ROOM != counterId)
        {
            manager.free(counterId);
        }
    }

    /** Write a value; call within an update. */
    public void set(final int counterId, final long value)
    {
        if (NO_ROOM != counterId)
        {
            values.putLongRelease(CountersReader.counterOffset(counterId), value);
        }
    }

    /** Mark the file as ended in good order and unmap it. The file stays, for a last look. */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            header.putLongRelease(HEARTBEAT_OFFSET, CLOSED);
            IoUtil.unmap(mapped);
        }
    }

    static String subject(final Counter counter, final String label)
    {
        final int start = counter.label().length() + SEPARATOR.length();
        return label.length() < start ? "" : label.substring(start);
    }

    static long processStartMs(final ProcessHandle process)
    {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private void writeHeader(
        final int metadataLength, final int valuesLength, final String policyName, final long nowMs)
    {
        final ProcessHandle self = ProcessHandle.current();
        header.putInt(VERSION_OFFSET, VERSION);
        header.putInt(HEADER_LENGTH_OFFSET, HEADER_LENGTH);
        header.putInt(METADATA_LENGTH_OFFSET, metadataLength);
        header.putInt(VALUES_LENGTH_OFFSET, valuesLength);
        header.putLong(PID_OFFSET, self.pid());
        header.putLong(PROCESS_START_OFFSET, processStartMs(self));
        header.putLong(GATEWAY_START_OFFSET, nowMs);
        header.putLong(HEARTBEAT_OFFSET, nowMs);
        policyName(policyName);
        header.putLongRelease(MAGIC_OFFSET, MAGIC);
    }

    private static String cut(final String text, final int maxBytes)
    {
        String result = text;
        while (result.getBytes(StandardCharsets.UTF_8).length > maxBytes)
        {
            result = result.substring(0, result.offsetByCodePoints(result.length(), -1));
        }
        return result;
    }
}
