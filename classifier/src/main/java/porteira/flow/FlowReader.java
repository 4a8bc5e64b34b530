package porteira.flow;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.wire.AddressText;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import static porteira.flow.FlowDescriptor.FACTS_OFFSET;
import static porteira.flow.FlowDescriptor.HIGH_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.LOW_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.WORD_OFFSET;

/**
 * Lists the connections of a lane from its file, in this process or another, while the lane goes on: it is not asked
 * and does not notice. What is listed was so for each connection at some moment of the listing. Not thread-safe.
 */
public final class FlowReader implements AutoCloseable
{
    private static final int TRIES = 100;
    private static final int VLAN_BITS = 12;
    private static final int VLAN_MASK = 0xFFF;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer buffer;
    private final UnsafeBuffer entry = new UnsafeBuffer(new byte[FlowDescriptor.ENTRY_LENGTH]);
    private final UnsafeBuffer mapping = new UnsafeBuffer(new byte[MappingDescriptor.RECORD_LENGTH]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[2 * Long.BYTES]);
    private final int connections;
    private final int mappings;

    private FlowReader(final MappedByteBuffer mapped, final UnsafeBuffer buffer)
    {
        this.mapped = mapped;
        this.buffer = buffer;
        connections = buffer.getInt(FlowDescriptor.CONNECTIONS_OFFSET);
        mappings = buffer.getInt(FlowDescriptor.MAPPINGS_OFFSET);
    }

    /** A reader in the process of the lane itself. */
    public static FlowReader of(final FlowMemory memory)
    {
        return new FlowReader(null, memory.buffer());
    }

    /**
     * Map a lane's file.
     *
     * @throws IOException where there is none, it may not be read or is none of this version; the message says which
     */
    public static FlowReader open(final Path file) throws IOException
    {
        if (!Files.exists(file))
        {
            throw new NoSuchFileException(file.toString(), null, "no gateway with a flow table has run here");
        }
        if (Files.size(file) < FlowDescriptor.HEADER_LENGTH)
        {
            throw new IOException(file + ": not a file of flows: length=" + Files.size(file));
        }
        final MappedByteBuffer mapped = IoUtil.mapExistingFile(file.toFile(), FileChannel.MapMode.READ_ONLY, "flows");
        final UnsafeBuffer buffer = new UnsafeBuffer(mapped);
        final String fault = fault(buffer);
        if (null != fault)
        {
            IoUtil.unmap(mapped);
            throw new IOException(file + ": " + fault);
        }
        return new FlowReader(mapped, buffer);
    }

    /** Who gets the connections. */
    public interface Visitor
    {
        /**
         * One connection.
         *
         * @return false if that is enough
         */
        boolean onFlow(FlowInfo flow);
    }

    /** Number of the lane. */
    public int lane()
    {
        return buffer.getInt(FlowDescriptor.LANE_OFFSET);
    }

    /** Process that wrote the file last. */
    public long pid()
    {
        return buffer.getLong(FlowDescriptor.PID_OFFSET);
    }

    /** Every connection whose time is not over, in no order. */
    public void forEach(final Visitor visitor)
    {
        final long nowMs = buffer.getLongVolatile(FlowDescriptor.NOW_OFFSET);
        final int last = Math.min(buffer.getIntVolatile(FlowDescriptor.HIGH_WATER_OFFSET), connections);
        for (int reference = 1; reference <= last; reference++)
        {
            if (copy(reference) && entry.getLong(FlowDescriptor.DEADLINE_OFFSET) > nowMs &&
                !visitor.onFlow(flow(nowMs)))
            {
                return;
            }
        }
    }

    @Override
    public void close()
    {
        if (null != mapped)
        {
            buffer.wrap(0, 0);
            IoUtil.unmap(mapped);
        }
    }

    private static String fault(final UnsafeBuffer buffer)
    {
        if (FlowDescriptor.MAGIC != buffer.getLongVolatile(FlowDescriptor.MAGIC_OFFSET))
        {
            return "not a file of flows";
        }
        if (FlowDescriptor.VERSION != buffer.getInt(FlowDescriptor.VERSION_OFFSET))
        {
            return "flows version=" + buffer.getInt(FlowDescriptor.VERSION_OFFSET) +
                ", limit=" + FlowDescriptor.VERSION;
        }
        final int connections = buffer.getInt(FlowDescriptor.CONNECTIONS_OFFSET);
        final int mappings = buffer.getInt(FlowDescriptor.MAPPINGS_OFFSET);
        return connections < 0 || mappings < 0 || FlowDescriptor.mappings(connections) +
            (0 == mappings ? 0 : (mappings + 1L) * MappingDescriptor.RECORD_LENGTH) > buffer.capacity() ?
            "flows are cut short: length=" + buffer.capacity() : null;
    }

    /** Copy an entry and its mapping as they were at one moment; false if no connection stands there. */
    private boolean copy(final int reference)
    {
        final int at = FlowDescriptor.entry(reference);
        for (int i = 0; i < TRIES; i++)
        {
            final int before = buffer.getIntVolatile(at + FlowDescriptor.SEQUENCE_OFFSET);
            if (0 == (before & 1))
            {
                entry.putBytes(0, buffer, at, FlowDescriptor.ENTRY_LENGTH);
                final int facts = entry.getInt(FACTS_OFFSET);
                final int record = entry.getInt(FlowDescriptor.MAPPING_OFFSET);
                if (0 != (facts & FlowDescriptor.MAPPED) && record > 0 && record <= mappings)
                {
                    mapping.putBytes(0, buffer, (int)FlowDescriptor.mappings(connections) +
                        record * MappingDescriptor.RECORD_LENGTH, MappingDescriptor.RECORD_LENGTH);
                }
                VarHandle.loadLoadFence();
                if (before == buffer.getIntOpaque(at + FlowDescriptor.SEQUENCE_OFFSET))
                {
                    return 0 != (facts & FlowDescriptor.PRESENT);
                }
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private FlowInfo flow(final long nowMs)
    {
        final int facts = entry.getInt(FACTS_OFFSET);
        final long word = entry.getLong(WORD_OFFSET);
        final boolean isIpv6 = 0 != (facts & FlowDescriptor.IPV6);
        final FlowInfo.End low =
            end(isIpv6, entry, LOW_HIGH_OFFSET, (int)(word >>> FlowKey.LOW_PORT_SHIFT));
        final FlowInfo.End high =
            end(isIpv6, entry, HIGH_HIGH_OFFSET, (int)(word >>> FlowKey.HIGH_PORT_SHIFT));
        final boolean isOriginLow = 0 != (facts & FlowDescriptor.ORIGIN_LOW);
        final int vlans = (int)word >>> FlowKey.VLANS_SHIFT;
        return new FlowInfo(lane(), (int)word & FlowKey.PROTOCOL_MASK, vlans & VLAN_MASK, vlans >>> VLAN_BITS,
            isOriginLow ? low : high, isOriginLow ? high : low, FlowDescriptor.state(facts),
            0 != (facts & FlowDescriptor.SEEN_REPLY), 0 != (facts & FlowDescriptor.ASSURED),
            entry.getLong(FlowDescriptor.DEADLINE_OFFSET) - nowMs,
            0 == (facts & FlowDescriptor.TRANSLATED) ? null : translation(isIpv6));
    }

    private FlowInfo.Ends translation(final boolean isIpv6)
    {
        return new FlowInfo.Ends(
            end(isIpv6, mapping, MappingDescriptor.SOURCE_HIGH_OFFSET,
                mapping.getShort(MappingDescriptor.SOURCE_PORT_OFFSET)),
            end(isIpv6, mapping, MappingDescriptor.DESTINATION_HIGH_OFFSET,
                mapping.getShort(MappingDescriptor.DESTINATION_PORT_OFFSET)));
    }

    private FlowInfo.End end(final boolean isIpv6, final UnsafeBuffer from, final int offset, final int port)
    {
        final long high = from.getLong(offset);
        final long low = from.getLong(offset + Long.BYTES);
        final StringBuilder text = new StringBuilder();
        address.putLong(0, high, ByteOrder.BIG_ENDIAN);
        address.putLong(Long.BYTES, low, ByteOrder.BIG_ENDIAN);
        if (isIpv6)
        {
            AddressText.appendIpv6(text, address, 0);
        }
        else
        {
            AddressText.appendIpv4(text, address, Long.BYTES + Integer.BYTES);
        }
        return new FlowInfo.End(text.toString(), high, low, port & 0xFFFF);
    }
}
