package porteira.cli.demo;

import java.nio.ByteBuffer;

/**
 * What a Teredo client puts into a UDP datagram to open a TCP connection to an IPv6 host (RFC 4380 5.1).
 * <pre>
 * +-----------------------+-------------------+---------------+
 * | origin, if asked: 8 B | IPv6 header: 40 B | TCP SYN: 20 B |
 * | 0x0000 ~port ~address | from 2001::/32    |               |
 * +-----------------------+-------------------+---------------+
 * </pre>
 */
final class TeredoPayload
{
    /** The port of Teredo servers (RFC 4380 2.7); clients and relays use any other. */
    static final int SERVER_PORT = 3544;
    /** Bytes of an origin indication (RFC 4380 5.1.1). */
    static final int ORIGIN_LENGTH = 8;

    private static final short PREFIX_HIGH = 0x2001;

    private TeredoPayload()
    {
    }

    /**
     * One datagram's payload.
     *
     * @param client     IPv4 address from which the datagram comes, and which the inner source address embeds.
     * @param clientPort UDP port from which it comes, embedded likewise.
     * @param server     IPv4 address of the client's Teredo server.
     * @param innerPort  source port of the inner TCP segment.
     * @param target     IPv6 destination of the inner packet.
     * @param targetPort its TCP port.
     * @param origin     whether an origin indication precedes the packet.
     */
    static byte[] tcpSyn(
        final String client,
        final int clientPort,
        final String server,
        final int innerPort,
        final String target,
        final int targetPort,
        final boolean origin)
    {
        final byte[] packet = Packets.tcpSyn(
            teredoAddress(client, clientPort, server), innerPort, target, targetPort);
        if (!origin)
        {
            return packet;
        }
        return ByteBuffer.allocate(ORIGIN_LENGTH + packet.length)
            .putShort((short)0)
            .putShort((short)~clientPort)
            .putInt(~ipv4(client))
            .put(packet)
            .array();
    }

    /** The address that a client gives itself (RFC 4380 4): prefix, server, flags 0, and its own place, inverted. */
    static String teredoAddress(final String client, final int clientPort, final String server)
    {
        final int serverAddress = ipv4(server);
        final int hidden = ~ipv4(client);
        return "%x:0:%x:%x:0:%x:%x:%x".formatted(
            PREFIX_HIGH,
            serverAddress >>> Short.SIZE,
            serverAddress & 0xFFFF,
            ~clientPort & 0xFFFF,
            hidden >>> Short.SIZE,
            hidden & 0xFFFF);
    }

    private static int ipv4(final String literal)
    {
        return ByteBuffer.wrap(Packets.address(literal)).getInt();
    }
}
