package porteira.policy.nft;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.util.Map;
import java.util.regex.Pattern;
import porteira.policy.KeyType;
import porteira.policy.UInt128;

/**
 * What a value on the right side of a match, or in a set, means: nft's data types.
 *
 * @param word        nft's name of the type
 * @param bits        width of a value
 * @param description for messages
 * @param symbols     names of values
 * @param key         as what it stands in a set; null where no declared set may hold it
 */
record ValueType(String word, int bits, String description, Map<String, Integer> symbols, KeyType key)
{
    static final ValueType IPV4_ADDR = new ValueType(KeyType.IPV4_ADDR, "an IPv4 address", Map.of());
    static final ValueType IPV6_ADDR = new ValueType(KeyType.IPV6_ADDR, "an IPv6 address", Map.of());
    static final ValueType ETHER_ADDR = new ValueType(KeyType.ETHER_ADDR, "a MAC address", Map.of());
    static final ValueType INET_SERVICE = new ValueType(KeyType.INET_SERVICE, "a port", Symbols.SERVICES);
    static final ValueType INET_PROTO = new ValueType(KeyType.INET_PROTO, "an IP protocol", Symbols.PROTOCOLS);
    static final ValueType ETHER_TYPE = new ValueType(KeyType.ETHER_TYPE, "an EtherType", Symbols.ETHER_TYPES);
    static final ValueType IFNAME = new ValueType(KeyType.IFNAME, "the name of a port", Map.of());
    static final ValueType MARK = new ValueType(KeyType.MARK, "a number", Map.of());
    static final ValueType VLAN_ID = new ValueType("vlan_id", 12, "a VLAN id", Map.of(), KeyType.MARK);
    static final ValueType ICMP_TYPE = named("icmp_type", 8, "an ICMP type", Symbols.ICMP_TYPES);
    static final ValueType ICMPV6_TYPE = named("icmpv6_type", 8, "an ICMPv6 type", Symbols.ICMPV6_TYPES);
    static final ValueType ICMP_CODE = named("icmp_code", 8, "an ICMP code", Symbols.ICMP_CODES);
    static final ValueType ICMPV6_CODE = named("icmpv6_code", 8, "an ICMPv6 code", Symbols.ICMPV6_CODES);
    static final ValueType DSCP = named("dscp", 6, "a code point", Symbols.CODE_POINTS);
    static final ValueType ECN = named("ecn", 2, "an ECN field", Symbols.CONGESTION);
    static final ValueType PACKET_TYPE = named("pkt_type", 2, "a kind of destination", Symbols.PACKET_TYPES);
    static final ValueType TCP_FLAG = named("tcp_flag", 8, "a TCP flag", Symbols.TCP_FLAGS);
    static final ValueType CT_STATE = named("ct_state", 7, "a state of connections", Symbols.CONNECTION_STATES);
    static final ValueType BOOLEAN = named("boolean", 1, "'exists' or 'missing'", Symbols.PRESENCE);

    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");
    private static final int MAX_DIGITS = 40;
    private static final int HEXADECIMAL = 16;

    private ValueType(final KeyType key, final String description, final Map<String, Integer> symbols)
    {
        this(key.text(), key.bits(), description, symbols, key);
    }

    private static ValueType named(
        final String word, final int bits, final String description, final Map<String, Integer> symbols)
    {
        return new ValueType(word, bits, description, symbols, null);
    }

    /** A number of so many bits. */
    static ValueType integer(final int bits)
    {
        return new ValueType("integer", bits, "a number", Map.of(), null);
    }

    boolean isAddress()
    {
        return this == IPV4_ADDR || this == IPV6_ADDR;
    }

    /** True if each bit of a value has a meaning of its own, so that values are lists of bits. */
    boolean isBitmask()
    {
        return this == TCP_FLAG || this == CT_STATE;
    }

    /** Value of a word; null if it is none of this type. Port names are not looked up here. */
    UInt128 parse(final String text)
    {
        if (this == IPV4_ADDR)
        {
            return ipv4(text);
        }
        if (this == IPV6_ADDR)
        {
            return ipv6(text);
        }
        if (this == ETHER_ADDR)
        {
            return mac(text);
        }
        if (this == IFNAME)
        {
            return null;
        }
        final Integer symbol = symbols.get(text);
        return null != symbol ? UInt128.of(symbol) : fitting(number(text));
    }

    /** A number of any type: a mask, say. Null where the text is none. */
    static UInt128 number(final String text)
    {
        if (text.isEmpty() || !Character.isDigit(text.charAt(0)) || MAX_DIGITS < text.length())
        {
            return null;
        }
        try
        {
            final BigInteger value = text.startsWith("0x") ?
                new BigInteger(text.substring(2), HEXADECIMAL) : new BigInteger(text);
            return 128 < value.bitLength() || 0 > value.signum() ? null :
                new UInt128(value.shiftRight(Long.SIZE).longValue(), value.longValue());
        }
        catch (final NumberFormatException exception)
        {
            return null;
        }
    }

    private UInt128 fitting(final UInt128 value)
    {
        return null != value && value.compareTo(UInt128.max(bits)) <= 0 ? value : null;
    }

    /** Four numbers up to 255 with dots between them; by hand, since sets have a million of them. */
    private static UInt128 ipv4(final String text)
    {
        long address = 0;
        int octet = -1;
        int dots = 0;
        for (int i = 0; i < text.length(); i++)
        {
            final char character = text.charAt(i);
            if ('.' == character && 0 <= octet && 3 > dots)
            {
                address = address << Byte.SIZE | octet;
                octet = -1;
                dots++;
            }
            else if ('0' <= character && '9' >= character)
            {
                octet = 10 * Math.max(0, octet) + character - '0';
                if (255 < octet)
                {
                    return null;
                }
            }
            else
            {
                return null;
            }
        }
        return 3 == dots && 0 <= octet ? UInt128.of(address << Byte.SIZE | octet) : null;
    }

    private static UInt128 mac(final String text)
    {
        if (!MAC.matcher(text).matches())
        {
            return null;
        }
        long address = 0;
        for (final String octet : text.split(":"))
        {
            address = address << 8 | Integer.parseInt(octet, 16);
        }
        return UInt128.of(address);
    }

    private static UInt128 ipv6(final String text)
    {
        if (!text.contains(":"))
        {
            return null;
        }
        try
        {
            final byte[] bytes = Inet6Address.ofLiteral(text).getAddress();
            long hi = 0;
            long lo = 0;
            for (int i = 0; i < 8 && 16 == bytes.length; i++)
            {
                hi = hi << 8 | bytes[i] & 0xFF;
                lo = lo << 8 | bytes[i + 8] & 0xFF;
            }
            return 16 == bytes.length ? new UInt128(hi, lo) : mapped(bytes);
        }
        catch (final IllegalArgumentException exception)
        {
            return null;
        }
    }

    /** The JDK turns {@code ::ffff:a.b.c.d} into an IPv4 address. */
    private static UInt128 mapped(final byte[] ipv4)
    {
        long lo = 0xFFFF;
        for (final byte octet : ipv4)
        {
            lo = lo << 8 | octet & 0xFF;
        }
        return new UInt128(0, lo);
    }
}
