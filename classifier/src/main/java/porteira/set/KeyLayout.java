package porteira.set;

import java.util.List;
import porteira.policy.KeyType;
import porteira.policy.UInt128;

/**
 * How the parts of a key become words. Outside, a part is two words, upper and lower, whatever its type; inside, a type
 * of up to 64 bits is one word.
 */
final class KeyLayout
{
    /** Parts of a key. */
    static final int MAX_PARTS = 4;
    /** Words of a part, outside. */
    static final int PART_WORDS = 2;

    private final List<KeyType> types;
    private final int words;

    KeyLayout(final List<KeyType> types)
    {
        int count = 0;
        for (final KeyType type : types)
        {
            count += Long.SIZE < type.bits() ? 2 : 1;
        }
        if (1 > count || MAX_PARTS < types.size() || HostSetDescriptor.MAX_KEY_WORDS < count)
        {
            throw new IllegalArgumentException("type of a set: parts=" + types.size() + ", limit=1.." + MAX_PARTS +
                ", bytes=" + count * Long.BYTES + ", limit=" + HostSetDescriptor.MAX_KEY_WORDS * Long.BYTES);
        }
        this.types = List.copyOf(types);
        words = count;
    }

    List<KeyType> types()
    {
        return types;
    }

    int parts()
    {
        return types.size();
    }

    int words()
    {
        return words;
    }

    boolean isWide(final int part)
    {
        return Long.SIZE < types.get(part).bits();
    }

    /** True if each part is within its type. */
    boolean fits(final long[] parts, final int offset)
    {
        for (int i = 0; i < types.size(); i++)
        {
            final UInt128 max = UInt128.max(types.get(i).bits());
            final int at = offset + i * PART_WORDS;
            if (0 < UInt128.compare(parts[at], parts[at + 1], max.hi(), max.lo()))
            {
                return false;
            }
        }
        return true;
    }

    /** True if each part of a packed key is within its type. */
    boolean fits(final long[] key)
    {
        int word = 0;
        for (int i = 0; i < types.size(); i++)
        {
            word += isWide(i) ? 2 : 1;
            if (!isWide(i) && types.get(i).bits() < Long.SIZE && 0 != key[word - 1] >>> types.get(i).bits())
            {
                return false;
            }
        }
        return true;
    }

    /** Parts to words. */
    void pack(final long[] parts, final int offset, final long[] key)
    {
        int word = 0;
        for (int i = 0; i < types.size(); i++)
        {
            if (isWide(i))
            {
                key[word++] = parts[offset + i * PART_WORDS];
            }
            key[word++] = parts[offset + i * PART_WORDS + 1];
        }
    }

    /** Words to parts. */
    void unpack(final long[] key, final long[] parts)
    {
        int word = 0;
        for (int i = 0; i < types.size(); i++)
        {
            parts[i * PART_WORDS] = isWide(i) ? key[word++] : 0;
            parts[i * PART_WORDS + 1] = key[word++];
        }
    }
}
