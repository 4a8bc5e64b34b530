package porteira.tree;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random frames of every kind that a rule can speak of, some of them cut short or with a changed byte. */
final class RandomFrames
{
    private static final String[] V4 = {
        "203.0.113.25", "203.0.113.7", "203.0.112.4", "198.51.100.200", "10.1.2.3", "192.0.2.1", "255.255.255.255" };
    private static final String[] V6 = {
        "2001:db8:b01a:70da::25", "2001:db8:b01a:70da::7", "fe80::1", "2001:db8::1", "2001:0:c000:201:0:f227:34ff:8efa",
        "ff02::1", "::ffff:203.0.113.25" };
    private static final int[] PORTS = { 25, 465, 587, 80, 22, 3544, 1024, 50_000 };
    private static final int[] FLAGS = { 0x02, 0x12, 0x10, 0x18, 0x04, 0x01, 0x00, 0xFF };
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;

    private final SplittableRandom random;

    RandomFrames(final SplittableRandom random)
    {
        this.random = random;
    }

    byte[] next()
    {
        final byte[] frame = whole();
        return switch (random.nextInt(8))
        {
            case 0 -> Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            case 1 ->
            {
                frame[random.nextInt(frame.length)] = (byte)random.nextInt();
                yield frame;
            }
            case 2 ->
            {
                frame[random.nextInt(12, Math.min(frame.length, 60))] ^= (byte)(1 << random.nextInt(8));
                yield frame;
            }
            default -> frame;
        };
    }

    private byte[] whole()
    {
        if (0 == random.nextInt(20))
        {
            return FrameBuilder.payload(28).ethernet(0x0806).bytes();
        }
        FrameBuilder frame = 0 == random.nextInt(3) ? teredo() : random.nextBoolean() ? v4() : v6();
        while (0 == random.nextInt(3))
        {
            frame = carried(frame);
        }
        int type = type(frame);
        if (0 == random.nextInt(6))
        {
            type = behindEtherType(frame, type);
        }
        for (int tags = Math.max(0, random.nextInt(8) - 5); tags > 0; tags--)
        {
            frame.vlan(pick(5, 7, 100, 4095), type);
            type = pick(0x8100, 0x88A8);
        }
        return frame.ethernet(type).bytes();
    }

    private static int type(final FrameBuilder frame)
    {
        return 4 == frame.bytes()[0] >> 4 ? IPV4 : IPV6;
    }

    /** A packet inside another, in a tunnel of any kind that IP carries. */
    private FrameBuilder carried(final FrameBuilder packet)
    {
        final int type = type(packet);
        final boolean isEthernet = 0 == random.nextInt(4);
        int protocol = IPV4 == type ? 4 : 41;
        if (random.nextBoolean())
        {
            protocol = 47;
            if (isEthernet)
            {
                packet.ethernet(type);
            }
            packet.gre(pick(0, 0x8000, 0x2000, 0x1000, 0xB000), isEthernet ? 0x6558 : type);
        }
        return random.nextBoolean() ?
            packet.ipv4(pick(V4), pick(V4), protocol, pick(0, 0, 0x2000, 0x00B9), 4 * random.nextInt(2)) :
            packet.ipv6(pick(V6), pick(V6), protocol);
    }

    /** EtherType of what the packet was put into. */
    private int behindEtherType(final FrameBuilder packet, final int type)
    {
        switch (random.nextInt(3))
        {
            case 0 ->
            {
                packet.pppoe(IPV4 == type ? 0x21 : 0x57, random.nextBoolean());
                return 0x8864;
            }
            case 1 ->
            {
                packet.mpls(random.nextInt(1, 4), false);
                return 0x8847;
            }
            default ->
            {
                packet.ethernet(type).mpls(random.nextInt(1, 4), true);
                return 0x8848;
            }
        }
    }

    private FrameBuilder teredo()
    {
        final FrameBuilder frame = v6();
        if (random.nextBoolean())
        {
            frame.trailer(random.nextInt(9));
        }
        if (random.nextBoolean())
        {
            frame.teredoOrigin();
        }
        if (random.nextBoolean())
        {
            frame.teredoAuthentication(random.nextInt(5), random.nextInt(5));
        }
        return frame.udp(pick(PORTS), pick(PORTS))
            .ipv4(pick(V4), pick(V4), FrameBuilder.UDP, 0, 4 * random.nextInt(3));
    }

    private FrameBuilder v4()
    {
        final int protocol = pick(6, 6, 17, 1, 0, 47);
        final int fragment = pick(0, 0, 0, 0x4000, 0x2000, 0x2001, 0x00B9);
        final int options = 4 * Math.max(0, random.nextInt(6) - 4);
        return transport(protocol, 1).ipv4(pick(V4), pick(V4), protocol, fragment, options);
    }

    private FrameBuilder v6()
    {
        int next = pick(6, 6, 17, 58, 59);
        final FrameBuilder packet = transport(next, 128);
        if (0 == random.nextInt(4))
        {
            packet.fragment(next, pick(0, 0, 100), random.nextBoolean());
            next = 44;
        }
        for (int extensions = Math.max(0, random.nextInt(5) - 2); extensions > 0; extensions--)
        {
            packet.extension(next);
            next = pick(0, 43, 60);
        }
        return packet.ipv6(pick(V6), pick(V6), next);
    }

    private FrameBuilder transport(final int protocol, final int echo)
    {
        return switch (protocol)
        {
            case 6 -> FrameBuilder.tcp(pick(PORTS), pick(PORTS), pick(FLAGS)).trailer(random.nextInt(4));
            case 17 -> FrameBuilder.payload(random.nextInt(32)).udp(pick(PORTS), pick(PORTS));
            case 1, 58 -> FrameBuilder.icmp(pick(8, 0, 128, 129, 3 + echo));
            default -> FrameBuilder.payload(random.nextInt(24));
        };
    }

    private int pick(final int... choices)
    {
        return choices[random.nextInt(choices.length)];
    }

    private String pick(final String... choices)
    {
        return choices[random.nextInt(choices.length)];
    }
}
