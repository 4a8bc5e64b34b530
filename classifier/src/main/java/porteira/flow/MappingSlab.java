package porteira.flow;

import static porteira.flow.MappingDescriptor.DESTINATION_HIGH_OFFSET;
import static porteira.flow.MappingDescriptor.DESTINATION_LOW_OFFSET;
import static porteira.flow.MappingDescriptor.DESTINATION_PORT_OFFSET;
import static porteira.flow.MappingDescriptor.MACS_OFFSET;
import static porteira.flow.MappingDescriptor.MAC_LENGTH;
import static porteira.flow.MappingDescriptor.NEXT_OFFSET;
import static porteira.flow.MappingDescriptor.OWNER_OFFSET;
import static porteira.flow.MappingDescriptor.PORTS_OFFSET;
import static porteira.flow.MappingDescriptor.RECORD_LENGTH;
import static porteira.flow.MappingDescriptor.SOURCE_HIGH_OFFSET;
import static porteira.flow.MappingDescriptor.SOURCE_LOW_OFFSET;
import static porteira.flow.MappingDescriptor.SOURCE_PORT_OFFSET;

/** Translations beside a lane's connections. Record 0 is the scratch of the connection that is just beginning. */
final class MappingSlab
{
    private final FlowWords buffer;
    private final int start;
    private final int capacity;
    private int used;
    private int free;

    MappingSlab(final FlowWords buffer, final FlowLimits limits)
    {
        this.buffer = buffer;
        start = (int)FlowDescriptor.mappings(limits.connections());
        capacity = limits.mappings();
    }

    int capacity()
    {
        return capacity;
    }

    /** A record with the scratch's content, or 0 if all are taken. */
    int take(final int owner)
    {
        final int reference;
        if (0 != free)
        {
            reference = free;
            free = buffer.getInt(record(reference) + NEXT_OFFSET);
        }
        else if (used < capacity)
        {
            reference = ++used;
        }
        else
        {
            return 0;
        }
        buffer.copy(record(0), record(reference), RECORD_LENGTH);
        buffer.putInt(record(reference) + OWNER_OFFSET, owner);
        return reference;
    }

    boolean isFull()
    {
        return 0 == free && used == capacity;
    }

    void giveBack(final int reference)
    {
        buffer.putInt(record(reference) + NEXT_OFFSET, free);
        free = reference;
    }

    void put(
        final int reference,
        final long sourceHigh,
        final long sourceLow,
        final int sourcePort,
        final long destinationHigh,
        final long destinationLow,
        final int destinationPort)
    {
        final int record = record(reference);
        buffer.putLong(record + SOURCE_HIGH_OFFSET, sourceHigh);
        buffer.putLong(record + SOURCE_LOW_OFFSET, sourceLow);
        buffer.putShort(record + SOURCE_PORT_OFFSET, (short)sourcePort);
        buffer.putLong(record + DESTINATION_HIGH_OFFSET, destinationHigh);
        buffer.putLong(record + DESTINATION_LOW_OFFSET, destinationLow);
        buffer.putShort(record + DESTINATION_PORT_OFFSET, (short)destinationPort);
    }

    long sourceHigh(final int reference)
    {
        return buffer.getLong(record(reference) + SOURCE_HIGH_OFFSET);
    }

    long sourceLow(final int reference)
    {
        return buffer.getLong(record(reference) + SOURCE_LOW_OFFSET);
    }

    int sourcePort(final int reference)
    {
        return buffer.getShort(record(reference) + SOURCE_PORT_OFFSET) & 0xFFFF;
    }

    long destinationHigh(final int reference)
    {
        return buffer.getLong(record(reference) + DESTINATION_HIGH_OFFSET);
    }

    long destinationLow(final int reference)
    {
        return buffer.getLong(record(reference) + DESTINATION_LOW_OFFSET);
    }

    int destinationPort(final int reference)
    {
        return buffer.getShort(record(reference) + DESTINATION_PORT_OFFSET) & 0xFFFF;
    }

    /** Where one end lives: {@code mac} in the low 48 bits, first octet highest. */
    void putPlace(final int reference, final int side, final long mac, final int bridgePort)
    {
        final int at = record(reference) + MACS_OFFSET + side * MAC_LENGTH;
        buffer.putInt(at, (int)(mac >>> Short.SIZE));
        buffer.putShort(at + Integer.BYTES, (short)mac);
        buffer.putByte(record(reference) + PORTS_OFFSET + side, (byte)bridgePort);
    }

    long mac(final int reference, final int side)
    {
        final int at = record(reference) + MACS_OFFSET + side * MAC_LENGTH;
        return (buffer.getInt(at) & 0xFFFF_FFFFL) << Short.SIZE | buffer.getShort(at + Integer.BYTES) & 0xFFFF;
    }

    int bridgePort(final int reference, final int side)
    {
        return buffer.getByte(record(reference) + PORTS_OFFSET + side);
    }

    private int record(final int reference)
    {
        return start + reference * RECORD_LENGTH;
    }
}
