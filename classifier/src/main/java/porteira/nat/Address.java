package porteira.nat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import porteira.wire.PacketLayout;

/**
 * An IP address as packets have it.
 *
 * @param network {@code PacketLayout.NETWORK_IPV4} or {@code NETWORK_IPV6}
 * @param high    upper half, 0 for IPv4
 * @param low     lower half, an IPv4 address in its low 32 bits
 */
public record Address(int network, long high, long low)
{
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final long INT_MASK = 0xFFFF_FFFFL;

    /**
     * Read a literal; names are not looked up.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static Address of(final String text)
    {
        if (!text.contains(":") && !DOTTED.matcher(text).matches())
        {
            throw new IllegalArgumentException("no address: " + text);
        }
        final InetAddress address =
            text.contains(":") ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text);
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return Integer.BYTES == bytes.capacity() ?
            new Address(PacketLayout.NETWORK_IPV4, 0, bytes.getInt() & INT_MASK) :
            new Address(PacketLayout.NETWORK_IPV6, bytes.getLong(), bytes.getLong());
    }
}
