package porteira.policy.element;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.KeyType;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ValueParserTest
{
    private static final ElementType IPV6 = ElementType.of(KeyType.IPV6_ADDR);
    private static final ElementType SERVICE = new ElementType(
        KeyType.INET_SERVICE, 16, "a port", Map.of("ftp-data", 20, "ftp", 21, "smtp", 25), false);
    private static final ElementType PORT = new ElementType(
        KeyType.IFNAME, 5, "the name of a port", Map.of("lan-1", 1, "lan", 0), true);

    private final long seed = Seed.ofRun();
    private final ValueParser parser = new ValueParser();

    @Test
    void shouldReadIpv6AsTheJdkDoes()
    {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100_000; round++)
        {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 24); i > 0; i--)
            {
                text.append("::::01f.9a".charAt(random.nextInt(10)));
            }
            final byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            final boolean isRead = bytes.length == parser.value(bytes, 0, bytes.length, IPV6);
            assertEquals(jdk(text.toString()), isRead ? List.of(parser.hi(), parser.lo()) : List.of(),
                () -> "seed " + seed + " text " + text);
        }
    }

    @Test
    void shouldReadSymbols()
    {
        assertEquals(List.of(20L, 8L), read("ftp-data", SERVICE));
        assertEquals(List.of(21L, 3L), read("ftp-smtp", SERVICE));
        assertEquals(List.of(25L, 2L), read("25-smtp", SERVICE));
        assertEquals(List.of(), read("sntp", SERVICE));
        assertEquals(List.of(1L, 5L), read("lan-1", PORT));
        assertEquals(List.of(), read("1", PORT));
    }

    @Test
    void shouldKeepNumbersWithinTheirBits()
    {
        final ElementType vlan = new ElementType(KeyType.MARK, 12, "a VLAN id", Map.of(), false);

        assertEquals(List.of(4_095L, 4L), read("4095", vlan));
        assertEquals(List.of(4_095L, 5L), read("0xfff", vlan));
        assertEquals(List.of(), read("4096", vlan));
        assertEquals(List.of(), read("99999999999999999999", vlan));
    }

    @Test
    void shouldTakePrefixLengthsInDigitsOnly()
    {
        for (final String wrong : List.of("", "129", "0x1", "+1", "1e", "0032"))
        {
            assertEquals(-1, parser.prefix(bytes(wrong), 0, wrong.length(), IPV6), wrong);
        }
        assertEquals(128, parser.prefix(bytes("128"), 0, 3, IPV6));
        assertEquals(-1, parser.prefix(bytes("8"), 0, 1, SERVICE));
    }

    /** The value and the place behind it; empty if there is none. */
    private List<Long> read(final String text, final ElementType type)
    {
        final int end = parser.value(bytes(text), 0, text.length(), type);
        return 0 > end ? List.of() : List.of(parser.lo(), (long)end);
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private List<Long> jdk(final String text)
    {
        // RFC 4291 has groups of up to four digits, the JDK takes zeros beyond that.
        if (!text.contains(":") || text.matches(".*[0-9a-f]{5}.*"))
        {
            return List.of();
        }
        try
        {
            final InetAddress address = Inet6Address.ofLiteral(text);
            final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return 4 == bytes.capacity() ? List.of(0L, 0xFFFF_0000_0000L | bytes.getInt() & 0xFFFF_FFFFL) :
                List.of(bytes.getLong(), bytes.getLong());
        }
        catch (final IllegalArgumentException e)
        {
            return List.of();
        }
    }
}
