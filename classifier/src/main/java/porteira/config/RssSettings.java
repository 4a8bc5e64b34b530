package porteira.config;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a port spreads frames over its queues.
 *
 * @param enabled  false: the device has no RSS, or spreads by itself.
 * @param hash     what is hashed; what a port does not offer is left out.
 * @param key      {@link #SYMMETRIC} or hex digits.
 * @param keyBytes length of the key that the device takes.
 */
public record RssSettings(boolean enabled, Set<Hash> hash, String key, int keyBytes)
{
    /** Word for the key that gives both directions of a flow the same hash. */
    public static final String SYMMETRIC = "symmetric";
    /** PRT_RSS_KEY_MAX of porteira.h. */
    public static final int KEY_BYTES_MAX = 64;
    /** Shortest key: addresses and ports of IPv6 need 36 bytes, and a word more for the last bit's window. */
    public static final int KEY_BYTES_MIN = 40;

    private static final byte[] SYMMETRIC_PATTERN = { 0x6D, 0x5A };
    private static final Pattern KEY = Pattern.compile(SYMMETRIC + "|([0-9a-fA-F]{2})+");

    /** What may be hashed, with DPDK's RTE_ETH_RSS_* bits (rte_ethdev.h, the same from 22.11 to 26.07). */
    public enum Hash
    {
        /** IPv4 addresses, of fragments too. */
        IPV4(1L << 2 | 1L << 3 | 1L << 7),
        /** IPv6 addresses, of fragments too. */
        IPV6(1L << 8 | 1L << 9 | 1L << 13 | 1L << 15),
        /** And TCP ports. */
        TCP(1L << 4 | 1L << 10 | 1L << 16),
        /** And UDP ports. */
        UDP(1L << 5 | 1L << 11 | 1L << 17),
        /** And SCTP ports. */
        SCTP(1L << 6 | 1L << 12);

        private final long bits;

        Hash(final long bits)
        {
            this.bits = bits;
        }

        /** RTE_ETH_RSS_* bits. */
        public long bits()
        {
            return bits;
        }
    }

    /** Copies its set. */
    public RssSettings
    {
        hash = Set.copyOf(hash);
    }

    static RssSettings read(final TomlTable table)
    {
        final List<Hash> hash = table.constants("rss_hash", Hash.class);
        final RssSettings settings = new RssSettings(
            table.flag("rss"),
            hash.isEmpty() ? EnumSet.noneOf(Hash.class) : EnumSet.copyOf(hash),
            table.text("rss_key", KEY, "\"symmetric\" or hex digits, two a byte,"),
            table.integer("rss_key_bytes", KEY_BYTES_MIN, KEY_BYTES_MAX));
        if (!SYMMETRIC.equals(settings.key) && settings.key.length() != 2 * settings.keyBytes)
        {
            table.report("rss_key", '"' + settings.key + '"',
                "length " + settings.key.length() / 2 + " bytes: limit rss_key_bytes=" + settings.keyBytes);
        }
        if (settings.enabled && settings.hash.isEmpty())
        {
            table.report("rss_hash", "[]", "at least one is needed with rss=true");
        }
        return settings;
    }

    /** RTE_ETH_RSS_* bits of all that is to be hashed; 0 if RSS is off. */
    public long hashBits()
    {
        long bits = 0;
        if (enabled)
        {
            for (final Hash each : hash)
            {
                bits |= each.bits();
            }
        }
        return bits;
    }

    /** The key, {@link #keyBytes} long. The symmetric one repeats 6D5A, period 16 bits (Woo and Park, 2012). */
    public byte[] keyBits()
    {
        if (!SYMMETRIC.equals(key))
        {
            return HexFormat.of().parseHex(key);
        }
        final byte[] bytes = new byte[keyBytes];
        for (int i = 0; i < keyBytes; i++)
        {
            bytes[i] = SYMMETRIC_PATTERN[i % SYMMETRIC_PATTERN.length];
        }
        return bytes;
    }
}
