package porteira.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import porteira.cli.demo.Site.Family;

/**
 * The shipped captures: one frame for each check of the offline demo, every byte made here. After a change,
 * {@code java -cp target/porteira.jar porteira.cli.demo.DemoCapture FOLDER} writes them anew.
 */
public final class DemoCapture
{
    /** Which side of the gateway a capture shows. */
    enum Side
    {
        /** What comes from inside. */
        LAN,
        /** What comes from outside. */
        WAN;

        /** The capture's file name among the resources. */
        String file()
        {
            return "demo-" + name().toLowerCase(Locale.ROOT) + ".pcap";
        }
    }

    /** A captured frame, which side it came from, and what the policy should do with it. */
    record Frame(Side side, Check check, byte[] bytes)
    {
    }

    private static final int CLIENT_PORT = 49152;
    private static final int SYN_ACK = 0x12;
    private static final int VLAN = 5;
    private static final int OUTER_VLAN = 100;
    private static final int TEREDO_AUTHENTICATION_LENGTH = 13;
    /** RFC 7042 2.1.2: for documentation. */
    private static final long MAC = 0x00005E005300L;
    private static final int PCAP_MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int PCAP_HEADER_LENGTH = 24;
    private static final int PCAP_RECORD_LENGTH = 16;
    private static final short PCAP_MAJOR = 2;
    private static final short PCAP_MINOR = 4;
    private static final int SNAP_LENGTH = 65535;
    private static final int LINK_ETHERNET = 1;
    /** 2026-01-01T00:00:00Z; the frames follow a millisecond apart. */
    private static final int FIRST_SECOND = 1767225600;
    private static final int STEP_US = 1000;

    private final List<Frame> frames = new ArrayList<>();

    private DemoCapture()
    {
    }

    /** Write both captures into the folder that is the only argument. */
    public static void main(final String[] arguments) throws IOException
    {
        for (final Side side : Side.values())
        {
            Files.write(Path.of(arguments[0]).resolve(side.file()), bytes(side));
        }
    }

    /** All frames; those of one side stand in the order of its capture. */
    static List<Frame> frames()
    {
        final DemoCapture capture = new DemoCapture();
        for (final boolean server : List.of(true, false))
        {
            for (final int port : List.of(HostServices.SMTP, HostServices.SMTPS))
            {
                for (final Family family : Family.values())
                {
                    capture.syn(server ? Site.SERVER : Site.CLIENT, family, port, server);
                }
            }
        }
        capture.disguises();
        for (final Family family : Family.values())
        {
            capture.syn(Site.CLIENT, family, HostServices.HTTP, true);
        }
        capture.teredo(HostServices.SMTPS, HostServices.TEREDO_RELAY, false, false);
        for (final int inner : List.of(HostServices.SMTP, HostServices.HTTP))
        {
            for (final int port : List.of(TeredoPayload.SERVER_PORT, HostServices.TEREDO_RELAY))
            {
                capture.teredo(inner, port, false, false);
                capture.teredo(inner, port, true, false);
                capture.teredo(inner, port, true, true);
            }
        }
        capture.fromOutside();
        return capture.frames;
    }

    /** One side's capture file: classic pcap, little-endian, microseconds. */
    static byte[] bytes(final Side side)
    {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(PCAP_HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(PCAP_MAGIC_MICROSECONDS)
            .putShort(PCAP_MAJOR)
            .putShort(PCAP_MINOR)
            .putLong(0)
            .putInt(SNAP_LENGTH)
            .putInt(LINK_ETHERNET)
            .array());
        int microseconds = 0;
        for (final Frame frame : frames())
        {
            if (side == frame.side)
            {
                file.writeBytes(ByteBuffer.allocate(PCAP_RECORD_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(FIRST_SECOND)
                    .putInt(microseconds)
                    .putInt(frame.bytes.length)
                    .putInt(frame.bytes.length)
                    .array());
                file.writeBytes(frame.bytes);
                microseconds += STEP_US;
            }
        }
        return file.toByteArray();
    }

    private void syn(final Site from, final Family family, final int port, final boolean passes)
    {
        add(Side.LAN, name(port), from, Site.OUTSIDE, family, CLIENT_PORT, port, passes,
            frame(from, Site.OUTSIDE, synPacket(from, Site.OUTSIDE, family, port)));
    }

    /** The client's SMTP behind what other filters stumble over. */
    private void disguises()
    {
        for (final Family family : Family.values())
        {
            final byte[] packet = synPacket(Site.CLIENT, Site.OUTSIDE, family, HostServices.SMTP);
            final byte[] tagged = Packets.tagged(frame(Site.CLIENT, Site.OUTSIDE, packet), VLAN);
            blocked("SMTP, VLAN tag", family, tagged);
            blocked("SMTP, two VLAN tags", family, Packets.tagged(tagged, OUTER_VLAN));
        }
        final byte[] packet = synPacket(Site.CLIENT, Site.OUTSIDE, Family.IPV6, HostServices.SMTP);
        blocked("SMTP, options header", Family.IPV6,
            frame(Site.CLIENT, Site.OUTSIDE, Packets.withDestinationOptions(packet)));
    }

    private void blocked(final String what, final Family family, final byte[] frame)
    {
        add(Side.LAN, what, Site.CLIENT, Site.OUTSIDE, family, CLIENT_PORT, HostServices.SMTP, false, frame);
    }

    private void teredo(final int innerPort, final int port, final boolean origin, final boolean authentication)
    {
        final String client = Site.CLIENT.address(Family.IPV4);
        final String outside = Site.OUTSIDE.address(Family.IPV4);
        final byte[] plain = TeredoPayload.tcpSyn(
            client, CLIENT_PORT, outside, CLIENT_PORT, Site.OUTSIDE.address(Family.IPV6), innerPort, origin);
        // RFC 4380 5.1.1: indicator 0x0001, no identifier, no value, a nonce and a confirmation byte.
        final byte[] payload = authentication ?
            ByteBuffer.allocate(TEREDO_AUTHENTICATION_LENGTH + plain.length)
                .putShort((short)1)
                .position(TEREDO_AUTHENTICATION_LENGTH)
                .put(plain)
                .array() :
            plain;
        add(
            Side.LAN,
            name(innerPort) + " in Teredo" + (origin ? ", origin" : "") + (authentication ? ", auth" : ""),
            Site.CLIENT,
            Site.OUTSIDE,
            Family.IPV4,
            CLIENT_PORT,
            port,
            HostServices.HTTP == innerPort,
            frame(Site.CLIENT, Site.OUTSIDE, Packets.udp(client, CLIENT_PORT, outside, port, payload)));
    }

    private void fromOutside()
    {
        for (final Family family : Family.values())
        {
            final byte[] mail = synPacket(Site.OUTSIDE, Site.SERVER, family, HostServices.SMTP);
            add(Side.WAN, "SMTP", Site.OUTSIDE, Site.SERVER, family, CLIENT_PORT, HostServices.SMTP, true,
                frame(Site.OUTSIDE, Site.SERVER, mail));
            final byte[] reply = Packets.tcp(
                Site.OUTSIDE.address(family), HostServices.HTTP, Site.CLIENT.address(family), CLIENT_PORT, SYN_ACK);
            add(Side.WAN, "HTTP reply", Site.OUTSIDE, Site.CLIENT, family, HostServices.HTTP, CLIENT_PORT, true,
                frame(Site.OUTSIDE, Site.CLIENT, reply));
        }
        teredoFromOutside(HostServices.SMTP);
        teredoFromOutside(HostServices.HTTP);
    }

    /** A relay hands a packet for the client's Teredo address to the client. */
    private void teredoFromOutside(final int innerPort)
    {
        final String client = Site.CLIENT.address(Family.IPV4);
        final String outside = Site.OUTSIDE.address(Family.IPV4);
        final byte[] inner = Packets.tcpSyn(
            Site.OUTSIDE.address(Family.IPV6),
            CLIENT_PORT,
            TeredoPayload.teredoAddress(client, CLIENT_PORT, outside),
            innerPort);
        add(
            Side.WAN,
            name(innerPort) + " in Teredo",
            Site.OUTSIDE,
            Site.CLIENT,
            Family.IPV4,
            HostServices.TEREDO_RELAY,
            CLIENT_PORT,
            HostServices.HTTP == innerPort,
            frame(Site.OUTSIDE, Site.CLIENT, Packets.udp(
                outside, HostServices.TEREDO_RELAY, client, CLIENT_PORT, inner)));
    }

    private void add(
        final Side side,
        final String what,
        final Site from,
        final Site to,
        final Family family,
        final int fromPort,
        final int port,
        final boolean passes,
        final byte[] bytes)
    {
        frames.add(new Frame(side, new Check(what, from, to, family, fromPort, port, passes), bytes));
    }

    private static String name(final int port)
    {
        return switch (port)
        {
            case HostServices.SMTP -> "SMTP";
            case HostServices.SMTPS -> "SMTPS";
            default -> "HTTP";
        };
    }

    private static byte[] synPacket(final Site from, final Site to, final Family family, final int port)
    {
        return Packets.tcpSyn(from.address(family), CLIENT_PORT, to.address(family), port);
    }

    private static byte[] frame(final Site from, final Site to, final byte[] packet)
    {
        return Packets.ethernet(MAC + from.ordinal(), MAC + to.ordinal(), packet);
    }
}
