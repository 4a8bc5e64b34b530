package porteira.flow;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lane's own table off the heap, by offset. An {@link UnsafeBuffer} may lie on the heap for all that the compiler
 * knows, so that it moves no access past one to that, and reads fields anew behind each store; what is known to lie off
 * the heap has no such cost. Offsets are checked where Agrona's are.
 */
final class FlowWords
{
    private final UnsafeBuffer buffer;
    private final long address;

    /** @param buffer off the heap; wrapped anew only when the table is used no more */
    FlowWords(final UnsafeBuffer buffer)
    {
        if (null != buffer.byteArray())
        {
            throw new IllegalArgumentException("flows: a table on the heap");
        }
        this.buffer = buffer;
        address = buffer.addressOffset();
    }

    int capacity()
    {
        return buffer.capacity();
    }

    byte getByte(final int offset)
    {
        return UnsafeApi.getByte(at(offset, Byte.BYTES));
    }

    short getShort(final int offset)
    {
        return UnsafeApi.getShort(at(offset, Short.BYTES));
    }

    int getInt(final int offset)
    {
        return UnsafeApi.getInt(at(offset, Integer.BYTES));
    }

    long getLong(final int offset)
    {
        return UnsafeApi.getLong(at(offset, Long.BYTES));
    }

    void putByte(final int offset, final byte value)
    {
        UnsafeApi.putByte(at(offset, Byte.BYTES), value);
    }

    void putShort(final int offset, final short value)
    {
        UnsafeApi.putShort(at(offset, Short.BYTES), value);
    }

    void putInt(final int offset, final int value)
    {
        UnsafeApi.putInt(at(offset, Integer.BYTES), value);
    }

    void putLong(final int offset, final long value)
    {
        UnsafeApi.putLong(at(offset, Long.BYTES), value);
    }

    void putIntOpaque(final int offset, final int value)
    {
        UnsafeApi.putIntOpaque(null, at(offset, Integer.BYTES), value);
    }

    void putIntRelease(final int offset, final int value)
    {
        UnsafeApi.putIntRelease(null, at(offset, Integer.BYTES), value);
    }

    void putLongRelease(final int offset, final long value)
    {
        UnsafeApi.putLongRelease(null, at(offset, Long.BYTES), value);
    }

    /** @param length bytes, a multiple of 8; ranges do not overlap */
    void copy(final int from, final int to, final int length)
    {
        for (int i = 0; i < length; i += Long.BYTES)
        {
            putLong(to + i, getLong(from + i));
        }
    }

    private long at(final int offset, final int length)
    {
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            buffer.boundsCheck(offset, length);
        }
        return address + offset;
    }
}
