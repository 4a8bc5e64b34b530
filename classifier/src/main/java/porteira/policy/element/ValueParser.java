package porteira.policy.element;

import java.nio.charset.StandardCharsets;

import porteira.policy.KeyType;

/** Reads one value of a type from bytes; the value is kept here until the next one. */
final class ValueParser
{
    private static final int OCTETS = 4;
    private static final int MAC_OCTETS = 6;
    private static final int GROUPS = 8;
    private static final int MAX_DIGITS = 15;

    private long hi;
    private long lo;

    long hi()
    {
        return hi;
    }

    long lo()
    {
        return lo;
    }

    /** Read a value at {@code from}. @return index behind it, or -1 if there is none */
    int value(final byte[] text, final int from, final int to, final ElementType type)
    {
        hi = 0;
        lo = 0;
        final int known = type.symbols().isEmpty() ? -1 : symbol(text, from, to, type);
        return 0 <= known || type.isNamed() ? known : switch (type.type())
        {
            case IPV4_ADDR -> ipv4(text, from, to);
            case IPV6_ADDR -> ipv6(text, from, to);
            case ETHER_ADDR -> ethernet(text, from, to);
            default -> number(text, from, to, type.bits());
        };
    }

    /** Length of a prefix that ends at {@code to}; -1 if it is none of the type's. */
    int prefix(final byte[] text, final int from, final int to, final ElementType type)
    {
        if (KeyType.IPV4_ADDR != type.type() && KeyType.IPV6_ADDR != type.type() || from == to || 3 < to - from)
        {
            return -1;
        }
        int length = 0;
        for (int i = from; i < to; i++)
        {
            if ('0' > text[i] || '9' < text[i])
            {
                return -1;
            }
            length = 10 * length + text[i] - '0';
        }
        return length <= type.bits() ? length : -1;
    }

    /** Make a value the prefix that it lies in. */
    static void widen(final long[] first, final long[] last, final int at, final int hostBits)
    {
        final long hiMask = Long.SIZE >= hostBits ? 0 : -1L >>> 2 * Long.SIZE - hostBits;
        final long loMask = 0 == hostBits ? 0 : Long.SIZE <= hostBits ? -1L : -1L >>> Long.SIZE - hostBits;
        first[at] &= ~hiMask;
        first[at + 1] &= ~loMask;
        last[at] |= hiMask;
        last[at + 1] |= loMask;
    }

    /** True if one part's first value is below its last. */
    static boolean isAscending(final long[] first, final long[] last, final int at)
    {
        final int upper = Long.compareUnsigned(first[at], last[at]);
        return 0 > upper || 0 == upper && 0 > Long.compareUnsigned(first[at + 1], last[at + 1]);
    }

    /** The whole word, or what stands in front of a dash. */
    private int symbol(final byte[] text, final int from, final int to, final ElementType type)
    {
        int at = to;
        while (at > from)
        {
            final Integer value = type.symbols().get(new String(text, from, at - from, StandardCharsets.UTF_8));
            if (null != value)
            {
                lo = value;
                return at;
            }
            at--;
            while (at > from && '-' != text[at])
            {
                at--;
            }
        }
        return -1;
    }

    private int number(final byte[] text, final int from, final int to, final int bits)
    {
        final boolean isHex = to - from > 2 && '0' == text[from] && 'x' == text[from + 1];
        final int start = isHex ? from + 2 : from;
        int at = start;
        long value = 0;
        while (at < to && at - start < MAX_DIGITS)
        {
            final int digit = hexDigit(text[at]);
            if (0 > digit || !isHex && 9 < digit)
            {
                break;
            }
            value = value * (isHex ? 16 : 10) + digit;
            at++;
        }
        lo = value;
        return at == start || Long.SIZE > bits && 0 != value >>> bits ? -1 : at;
    }

    private int ipv4(final byte[] text, final int from, final int to)
    {
        int at = from;
        long address = 0;
        for (int i = 0; i < OCTETS; i++)
        {
            if (0 != i && (at >= to || '.' != text[at++]))
            {
                return -1;
            }
            int octet = 0;
            final int start = at;
            while (at < to && '0' <= text[at] && '9' >= text[at] && at - start < 3)
            {
                octet = octet * 10 + text[at++] - '0';
            }
            if (at == start || 255 < octet)
            {
                return -1;
            }
            address = address << Byte.SIZE | octet;
        }
        lo |= address;
        return at;
    }

    private int ethernet(final byte[] text, final int from, final int to)
    {
        int at = from;
        for (int i = 0; i < MAC_OCTETS; i++)
        {
            if (0 != i && (at >= to || ':' != text[at++]))
            {
                return -1;
            }
            final int start = at;
            int octet = 0;
            while (at < to && 0 <= hexDigit(text[at]) && at - start < 2)
            {
                octet = octet << 4 | hexDigit(text[at++]);
            }
            if (at == start)
            {
                return -1;
            }
            lo = lo << Byte.SIZE | octet;
        }
        return at;
    }

    /** RFC 4291 2.2, all three forms. */
    private int ipv6(final byte[] text, final int from, final int to)
    {
        int at = from;
        int groups = 0;
        int gap = -1;
        if (at + 1 < to && ':' == text[at] && ':' == text[at + 1])
        {
            gap = 0;
            at += 2;
        }
        while (groups < GROUPS && at < to && 0 <= hexDigit(text[at]))
        {
            final int start = at;
            int group = 0;
            while (at < to && 0 <= hexDigit(text[at]) && at - start < 4)
            {
                group = group << 4 | hexDigit(text[at++]);
            }
            if (at < to && '.' == text[at] && groups <= GROUPS - 2)
            {
                shift(Short.SIZE * 2);
                at = ipv4(text, start, to);
                groups += 2;
                break;
            }
            shift(Short.SIZE);
            lo |= group;
            groups++;
            if (at >= to || ':' != text[at])
            {
                break;
            }
            at++;
            if (at < to && ':' == text[at])
            {
                if (0 <= gap)
                {
                    return -1;
                }
                gap = groups;
                at++;
            }
            else if (at >= to || 0 > hexDigit(text[at]) || GROUPS == groups)
            {
                return -1;
            }
        }
        if (0 > at || 0 > gap && GROUPS != groups || 0 <= gap && GROUPS <= groups)
        {
            return -1;
        }
        spread(groups, gap);
        return at;
    }

    /** Open the gap behind the first {@code gap} of the groups read. */
    private void spread(final int groups, final int gap)
    {
        if (0 <= gap)
        {
            final long tailHi;
            final long tailLo;
            final int tail = (groups - gap) * Short.SIZE;
            final long readHi = hi;
            final long readLo = lo;
            tailHi = Long.SIZE >= tail ? 0 : readHi & -1L >>> 2 * Long.SIZE - tail;
            tailLo = 0 == tail ? 0 : Long.SIZE <= tail ? readLo : readLo & -1L >>> Long.SIZE - tail;
            hi = readHi ^ tailHi;
            lo = readLo ^ tailLo;
            for (int i = groups; i < GROUPS; i++)
            {
                shift(Short.SIZE);
            }
            hi |= tailHi;
            lo |= tailLo;
        }
    }

    private void shift(final int bits)
    {
        hi = hi << bits | lo >>> Long.SIZE - bits;
        lo <<= bits;
    }

    private static int hexDigit(final byte letter)
    {
        if ('0' <= letter && '9' >= letter)
        {
            return letter - '0';
        }
        final int lower = letter | 0x20;
        return 'a' <= lower && 'f' >= lower ? lower - 'a' + 10 : -1;
    }
}
