package porteira.tree;

import java.util.List;
import org.agrona.DirectBuffer;
import porteira.policy.Field;

/**
 * Some fields of a frame taken together, as a set's key or a meter's. Read into the instance, which belongs to one
 * thread.
 */
public final class FrameKey
{
    /** Fields of a key at most. */
    public static final int MAX_FIELDS = LookupQuery.MAX_FIELDS;

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Field[] fields;
    private final long[] high = new long[MAX_FIELDS];
    private final long[] low = new long[MAX_FIELDS];

    /** A key of at most four fields. */
    public FrameKey(final List<Field> fields)
    {
        if (MAX_FIELDS < fields.size())
        {
            throw new IllegalArgumentException("key: fields=" + fields.size() + ", limit=" + MAX_FIELDS);
        }
        this.fields = fields.toArray(new Field[0]);
    }

    /**
     * Read the key of a frame.
     *
     * @param layout of the outermost packet
     * @return false if the frame lacks a field
     */
    public boolean read(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        for (int i = 0; i < fields.length; i++)
        {
            if (!FieldReader.isPresent(fields[i], frame, length, layout))
            {
                return false;
            }
            high[i] = FieldReader.high(fields[i], frame, length, layout);
            low[i] = FieldReader.low(fields[i], frame, length, layout, ingress, egress);
        }
        return true;
    }

    /** Fields in the key. */
    public int size()
    {
        return fields.length;
    }

    /** Bits 127..64 of a field that was read. */
    public long high(final int part)
    {
        return high[part];
    }

    /** Bits 63..0 of a field that was read. */
    public long low(final int part)
    {
        return low[part];
    }

    /** 64 bits that depend on all that was read and on {@code seed}; another seed gives another, unrelated hash. */
    public long hash(final long seed)
    {
        long hash = seed;
        for (int i = 0; i < fields.length; i++)
        {
            hash = mix(mix(hash ^ high[i]) + low[i]);
        }
        return mix(hash);
    }

    private static long mix(final long value)
    {
        final long once = (value ^ value >>> 32) * MIX;
        final long twice = (once ^ once >>> 29) * 0xBF58_476D_1CE4_E5B9L;
        return twice ^ twice >>> 32;
    }
}
