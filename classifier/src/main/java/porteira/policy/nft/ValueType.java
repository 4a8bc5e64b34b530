package porteira.policy.nft;

import java.net.Inet6Address;
import java.util.Map;
import java.util.regex.Pattern;
import porteira.policy.UInt128;

/** What a value on the right side of a match, or in a set, means: nft's data types. */
enum ValueType
{
    IPV4_ADDR("ipv4_addr", 32, "an IPv4 address", Map.of()),
    IPV6_ADDR("ipv6_addr", 128, "an IPv6 address", Map.of()),
    ETHER_ADDR("ether_addr", 48, "a MAC address", Map.of()),
    INET_SERVICE("inet_service", 16, "a port", Symbols.SERVICES),
    INET_PROTO("inet_proto", 8, "an IP protocol", Symbols.PROTOCOLS),
    ETHER_TYPE("ether_type", 16, "an EtherType", Symbols.ETHER_TYPES),
    VLAN_ID("vlan_id", 12, "a VLAN id", Map.of()),
    ICMP_TYPE("icmp_type", 8, "an ICMP type", Symbols.ICMP_TYPES),
    ICMPV6_TYPE("icmpv6_type", 8, "an ICMPv6 type", Symbols.ICMPV6_TYPES),
    IFNAME("ifname", 5, "the name of a port", Map.of());

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");

    private final String word;
    private final int bits;
    private final String description;
    private final Map<String, Integer> symbols;

    ValueType(final String word, final int bits, final String description, final Map<String, Integer> symbols)
    {
        this.word = word;
        this.bits = bits;
        this.description = description;
        this.symbols = symbols;
    }

    String word()
    {
        return word;
    }

    int bits()
    {
        return bits;
    }

    String description()
    {
        return description;
    }

    Map<String, Integer> symbols()
    {
        return symbols;
    }

    boolean isAddress()
    {
        return IPV4_ADDR == this || IPV6_ADDR == this;
    }

    /** Value of a word; null if it is none of this type. Port names are not looked up here. */
    UInt128 parse(final String text)
    {
        return switch (this)
        {
            case IPV4_ADDR -> ipv4(text);
            case IPV6_ADDR -> ipv6(text);
            case ETHER_ADDR -> mac(text);
            case IFNAME -> null;
            default -> symbols.containsKey(text) ? UInt128.of(symbols.get(text)) : number(text);
        };
    }

    private UInt128 number(final String text)
    {
        if (!text.matches("\\d{1,9}|0x[0-9a-fA-F]{1,8}"))
        {
            return null;
        }
        final long value = text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        return 0 == value >>> bits ? UInt128.of(value) : null;
    }

    private static UInt128 ipv4(final String text)
    {
        final var matcher = IPV4.matcher(text);
        if (!matcher.matches())
        {
            return null;
        }
        long address = 0;
        for (int i = 1; i <= 4; i++)
        {
            final int octet = Integer.parseInt(matcher.group(i));
            if (255 < octet)
            {
                return null;
            }
            address = address << 8 | octet;
        }
        return UInt128.of(address);
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
