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
    private static final int DESTINATION_OPTIONS = 60;
    private static final long TEREDO_PREFIX = 0x2001000000000000L;
    private static final int SMTP = 25;
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
        switch (random.nextInt(4))
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
