package porteira.set;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.Interval;
import porteira.policy.KeyType;
import porteira.policy.UInt128;
import porteira.wire.AddressText;

/** Elements as text, as nftables lists them. Control-plane threads. */
public final class ElementText
{
    private static final int IPV6_BYTES = 16;
    private static final int[] UNIT_MS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    private ElementText()
    {
    }

    /** Append a key: values, prefixes or ranges, with dots between the parts of a concatenation. */
    public static void appendKey(final StringBuilder text, final List<KeyType> types, final List<Interval> key)
    {
        for (int i = 0; i < types.size(); i++)
        {
            text.append(0 == i ? "" : " . ");
            appendInterval(text, types.get(i), key.get(i));
        }
    }

    /** Append a time as nftables does: {@code 1d2h3m4s5ms}, without the parts that are 0. */
    public static void appendDuration(final StringBuilder text, final long durationMs)
    {
        long left = durationMs;
        for (int i = 0; i < UNITS.length; i++)
        {
            if (left >= UNIT_MS[i])
            {
                text.append(left / UNIT_MS[i]).append(UNITS[i]);
                left %= UNIT_MS[i];
            }
        }
        text.append(0 == durationMs ? "0s" : "");
    }

    /** A comment in quotes; what would end them becomes an apostrophe. */
    static void appendComment(final StringBuilder text, final String comment)
    {
        if (!comment.isEmpty())
        {
            text.append(" comment \"");
            for (int i = 0; i < comment.length(); i++)
            {
                final char letter = comment.charAt(i);
                text.append('"' == letter ? '\'' : ' ' > letter ? ' ' : letter);
            }
            text.append('"');
        }
    }

    private static void appendInterval(final StringBuilder text, final KeyType type, final Interval interval)
    {
        appendValue(text, type, interval.first());
        if (interval.isSingle())
        {
            return;
        }
        final int length = prefixLength(type, interval);
        if (0 <= length)
        {
            text.append('/').append(length);
        }
        else
        {
            appendValue(text.append('-'), type, interval.last());
        }
    }

    private static void appendValue(final StringBuilder text, final KeyType type, final UInt128 value)
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[IPV6_BYTES]);
        bytes.putLong(0, value.hi(), ByteOrder.BIG_ENDIAN);
        bytes.putLong(Long.BYTES, value.lo(), ByteOrder.BIG_ENDIAN);
        switch (type)
        {
            case IPV4_ADDR -> AddressText.appendIpv4(text, bytes, IPV6_BYTES - Integer.BYTES);
            case IPV6_ADDR -> AddressText.appendIpv6(text, bytes, 0);
            case ETHER_ADDR -> AddressText.appendEthernet(text, bytes, Long.BYTES + Short.BYTES);
            default -> text.append(value.lo());
        }
    }

    /** Of an interval of addresses that is a prefix, else -1. */
    private static int prefixLength(final KeyType type, final Interval interval)
    {
        if (KeyType.IPV4_ADDR != type && KeyType.IPV6_ADDR != type)
        {
            return -1;
        }
        final long hi = interval.first().hi() ^ interval.last().hi();
        final long lo = interval.first().lo() ^ interval.last().lo();
        final int host = 0 == hi ? Long.SIZE - Long.numberOfLeadingZeros(lo) :
            2 * Long.SIZE - Long.numberOfLeadingZeros(hi);
        final int length = type.bits() - host;
        return interval.equals(Interval.prefix(interval.first(), length, type.bits())) ? length : -1;
    }
}
