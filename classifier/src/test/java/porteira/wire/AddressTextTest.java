package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AddressTextTest
{
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "20010db8000000000000000000000000, 2001:db8::",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
        "00000002000300040005000600070000, 0:2:3:4:5:6:7:0",
        "000000000003000400050006ABCD00EF, ::3:4:5:6:abcd:ef",
        "fe80000000000000020c29fffe0a1b2c, fe80::20c:29ff:fe0a:1b2c",
        "00000000000000000000ffffc0000201, ::ffff:192.0.2.1",
        "000000000000000000000000c0000201, ::192.0.2.1",
        "0064ff9b0000000000000000c0000201, 64:ff9b::c000:201",
        "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" })
    void shouldWriteIpv6AsRfc5952Has(final String hex, final String expected)
    {
        final StringBuilder text = new StringBuilder();

        AddressText.appendIpv6(text, Frames.buffer(hex), 0);

        assertEquals(expected, text.toString());
    }

    @ParameterizedTest
    @CsvSource({ "cb007119, 203.0.113.25", "00000000, 0.0.0.0", "ffffffff, 255.255.255.255" })
    void shouldWriteIpv4Dotted(final String hex, final String expected)
    {
        final StringBuilder text = new StringBuilder();

        AddressText.appendIpv4(text, Frames.buffer(hex), 0);

        assertEquals(expected, text.toString());
    }

    @ParameterizedTest
    @CsvSource({ "02005e0000fe, 02:00:5e:00:00:fe" })
    void shouldWriteEthernetWithColons(final String hex, final String expected)
    {
        final StringBuilder text = new StringBuilder();
        final UnsafeBuffer buffer = Frames.buffer(hex);

        AddressText.appendEthernet(text, buffer, 0);

        assertEquals(expected, text.toString());
    }
}
