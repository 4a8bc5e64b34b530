package porteira.bench.corpus;

import java.util.Random;

/** The frames that mixes are made of. Where a shape has two directions, one in two goes from the inside out. */
final class Shapes
{
    private static final int MIN_FRAME = 60;
    private static final int RUN = 32;
    private static final int DISCARD = 9;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int PUSH_ACK = 0x18;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int TYPE_ARP = 0x0806;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final long TEREDO_PREFIX = 0x2001000000000000L;
    private static final int SMTP = 25;
    private static final int SMTPS = 465;
    private static final int[] WEB_PORTS = {443, 443, 443, 443, 80, 8080, 993, 22};
    private static final int[] UDP_PORTS = {443, 443, 443, 53, 53, 123, 3478, 51820};
    private static final int[] LENGTHS = {0, 0, 0, 100, 500, 1300, 1400};

    private Shapes()
    {
    }

    static int webPort(final Random random)
    {
        return WEB_PORTS[random.nextInt(WEB_PORTS.length)];
    }

    static int ephemeral(final Random random)
    {
        return 32768 + random.nextInt(28000);
    }

    /** Any shape; {@code mail} of 100 frames belong to ports 25 and 465. */
    static int mixed(final FrameBuilder frame, final Random random, final Hosts hosts, final int mail)
    {
        if (random.nextInt(100) < mail)
        {
            return mail(frame, random, hosts);
        }
        final int die = random.nextInt(100);
        if (die < 45)
        {
            return random.nextBoolean() ?
                tcp(frame, random, hosts, webPort(random), MIN_FRAME) : tcpInbound(frame, random, hosts);
        }
        if (die < 65)
        {
            return udp(frame, random, hosts, MIN_FRAME, length(random));
        }
        if (die < 80)
        {
            return tcpIpv6(frame, random, hosts, webPort(random));
        }
        if (die < 88)
        {
            return udpIpv6(frame, random, hosts, MIN_FRAME);
        }
        return rare(frame, random, hosts, die);
    }

    /** What the screened host lets pass: TCP 70 %, UDP 20 %, IPv6 UDP 10 %, padded to {@code min} bytes. */
    static int loop(final FrameBuilder frame, final Random random, final Hosts hosts, final int min)
    {
        final int die = random.nextInt(100);
        if (die < 70)
        {
            return tcp(frame, random, hosts, webPort(random), min);
        }
        return die < 90 ? udp(frame, random, hosts, min, 0) : udpIpv6(frame, random, hosts, min);
    }

    /** A UDP flow to and from the discard port, one for every other run of {@value #RUN} frames. */
    static int flow(final FrameBuilder frame, final Hosts hosts, final int min)
    {
        final int side = hosts.next() / RUN & 1;
        return frame.ethernet(Hosts.OUTSIDE_MAC + side, Hosts.INSIDE_MAC + side)
            .ipv4(Hosts.INSIDE_IPV4 | 30 + side, hosts.outsideIpv4(), FrameBuilder.UDP, 0)
            .udp(DISCARD, DISCARD)
            .finish(min);
    }

    static int tcp(
        final FrameBuilder frame, final Random random, final Hosts hosts, final int port, final int min)
    {
        return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
            .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.TCP, 0)
            .tcp(ephemeral(random), port, ACK)
            .finish(min);
    }

    static int udp(
        final FrameBuilder frame, final Random random, final Hosts hosts, final int min, final int payload)
    {
        return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
            .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.UDP, 0)
            .udp(ephemeral(random), UDP_PORTS[random.nextInt(UDP_PORTS.length)])
            .payload(payload)
            .finish(min);
    }

    static int udpIpv6(final FrameBuilder frame, final Random random, final Hosts hosts, final int min)
    {
        return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
            .ipv6(Hosts.INSIDE_IPV6, hosts.interfaceId(), hosts.outsideIpv6(), hosts.interfaceId(), FrameBuilder.UDP)
            .udp(ephemeral(random), UDP_PORTS[random.nextInt(UDP_PORTS.length)])
            .finish(min);
    }

    /** IPv6 in UDP between any two ports, the client inside; {@code port} is the inner TCP destination. */
    static int teredo(final FrameBuilder frame, final Random random, final Hosts hosts, final int port)
    {
        final long server = TEREDO_PREFIX | hosts.outsideIpv4() & 0xFFFFFFFFL;
        return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
            .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.UDP, 0)
            .udp(ephemeral(random), ephemeral(random))
            .ipv6(server, hosts.interfaceId(), hosts.outsideIpv6(), hosts.interfaceId(), FrameBuilder.TCP)
            .tcp(ephemeral(random), port, SYN)
            .finish(MIN_FRAME);
    }

    /** The first packet of a connection from an address that nobody has. */
    static int syn(final FrameBuilder frame, final Random random, final Hosts hosts)
    {
        final int port = random.nextInt(16) == 0 ? SMTP : random.nextInt(1 << 16);
        frame.ethernet(hosts.outsideMac(), hosts.insideMac());
        if (random.nextInt(4) == 0)
        {
            frame.ipv6(hosts.outsideIpv6(), hosts.interfaceId(), hosts.outsideIpv6(), 1, FrameBuilder.TCP);
        }
        else
        {
            frame.ipv4(random.nextInt(), hosts.outsideIpv4(), FrameBuilder.TCP, 0);
        }
        return frame.tcp(ephemeral(random), port, SYN).finish(MIN_FRAME);
    }

    /** IPv6 behind {@code tags} VLAN tags, with one to four extension headers; one in three is UDP. */
    static int extended(
        final FrameBuilder frame, final Random random, final Hosts hosts, final int port, final int tags)
    {
        final boolean isUdp = random.nextInt(3) == 0;
        final int protocol = isUdp ? FrameBuilder.UDP : FrameBuilder.TCP;
        frame.ethernet(hosts.outsideMac(), hosts.insideMac());
        for (int i = 0; i < tags; i++)
        {
            frame.vlan(1 + random.nextInt(4000));
        }
        frame.ipv6(
            Hosts.INSIDE_IPV6, hosts.interfaceId(), hosts.outsideIpv6(), hosts.interfaceId(), DESTINATION_OPTIONS);
        for (int more = random.nextInt(3); more > 0; more--)
        {
            frame.options(DESTINATION_OPTIONS, random.nextInt(3));
        }
        if (random.nextBoolean())
        {
            frame.options(FRAGMENT, random.nextInt(3)).atomicFragment(protocol);
        }
        else
        {
            frame.options(protocol, random.nextInt(3));
        }
        return (isUdp ? frame.udp(ephemeral(random), port) : frame.tcp(ephemeral(random), port, ACK))
            .payload(length(random)).finish(MIN_FRAME);
    }

    /** One of the frames that take the longest ways through parser and tree. */
    static int worst(final FrameBuilder frame, final Random random, final Hosts hosts)
    {
        switch (random.nextInt(3))
        {
            case 0:
                return extended(frame, random, hosts, SMTP, random.nextInt(5));

            case 1:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.TCP, 0)
                    .ipv4Options(1 + random.nextInt(10))
                    .tcp(ephemeral(random), SMTPS, PUSH_ACK)
                    .finish(MIN_FRAME);

            default:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.UDP, 0)
                    .udp(ephemeral(random), ephemeral(random))
                    .teredoHeaders(random.nextInt(32))
                    .ipv6(TEREDO_PREFIX | random.nextInt() & 0xFFFFFFFFL, hosts.interfaceId(), hosts.outsideIpv6(),
                        hosts.interfaceId(), DESTINATION_OPTIONS)
                    .options(FrameBuilder.TCP, random.nextInt(3))
                    .tcp(ephemeral(random), random.nextBoolean() ? SMTP : ephemeral(random), SYN)
                    .finish(MIN_FRAME);
        }
    }

    private static int tcpInbound(final FrameBuilder frame, final Random random, final Hosts hosts)
    {
        return frame.ethernet(hosts.insideMac(), hosts.outsideMac())
            .ipv4(hosts.outsideIpv4(), hosts.insideIpv4(), FrameBuilder.TCP, 0)
            .tcp(webPort(random), ephemeral(random), PUSH_ACK)
            .payload(length(random))
            .finish(MIN_FRAME);
    }

    private static int tcpIpv6(final FrameBuilder frame, final Random random, final Hosts hosts, final int port)
    {
        return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
            .ipv6(Hosts.INSIDE_IPV6, hosts.interfaceId(), hosts.outsideIpv6(), hosts.interfaceId(), FrameBuilder.TCP)
            .tcp(ephemeral(random), port, ACK)
            .payload(length(random))
            .finish(MIN_FRAME);
    }

    private static int mail(final FrameBuilder frame, final Random random, final Hosts hosts)
    {
        switch (random.nextInt(5))
        {
            case 0:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv4(hosts.mailServerIpv4(), hosts.outsideIpv4(), FrameBuilder.TCP, 0)
                    .tcp(ephemeral(random), SMTP, PUSH_ACK)
                    .payload("MAIL FROM:<postmaster@example.org>\r\n")
                    .finish(MIN_FRAME);

            case 1:
                return tcp(frame, random, hosts, SMTP, MIN_FRAME);

            case 2:
                return tcpIpv6(frame, random, hosts, SMTP);

            case 3:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv6(Hosts.INSIDE_IPV6, Hosts.MAIL_SERVER_INTERFACE, hosts.outsideIpv6(), hosts.interfaceId(),
                        FrameBuilder.TCP)
                    .tcp(ephemeral(random), SMTP, ACK)
                    .finish(MIN_FRAME);

            default:
                return teredo(frame, random, hosts, SMTP);
        }
    }

    private static int rare(final FrameBuilder frame, final Random random, final Hosts hosts, final int die)
    {
        switch (die % 5)
        {
            case 0:
                return frame.ethernet(0xFFFFFFFFFFFFL, hosts.insideMac()).type(TYPE_ARP).payload(28).finish(MIN_FRAME);

            case 1:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac()).vlan(1 + random.nextInt(4000))
                    .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.TCP, 0)
                    .tcp(ephemeral(random), webPort(random), ACK)
                    .finish(MIN_FRAME);

            case 2:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv4(hosts.insideIpv4(), hosts.outsideIpv4(), FrameBuilder.UDP, MORE_FRAGMENTS)
                    .udp(ephemeral(random), 53).payload(1400).finish(MIN_FRAME);

            case 3:
                return frame.ethernet(hosts.outsideMac(), hosts.insideMac())
                    .ipv6(Hosts.INSIDE_IPV6, hosts.interfaceId(), hosts.outsideIpv6(), 1, DESTINATION_OPTIONS)
                    .options(FrameBuilder.TCP, 1 + random.nextInt(3))
                    .tcp(ephemeral(random), webPort(random), ACK)
                    .finish(MIN_FRAME);

            default:
                return teredo(frame, random, hosts, 443);
        }
    }

    private static int length(final Random random)
    {
        return LENGTHS[random.nextInt(LENGTHS.length)];
    }
}
