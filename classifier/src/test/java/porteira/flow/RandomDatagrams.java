package porteira.flow;

import java.util.SplittableRandom;

/** Frames of other protocols than TCP between few hosts, and ICMP errors about some of them and about others. */
final class RandomDatagrams
{
    private static final int[] ICMP_TYPES = { 0, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 40 };
    private static final int[] ICMPV6_TYPES = { 1, 2, 3, 4, 100, 128, 129, 139, 140, 144, 200 };
    private static final int HOSTS = 3;
    private static final int KEPT = 16;
    private static final int ESP = 50;

    private final SplittableRandom random;
    private final byte[][] recent = new byte[KEPT][];
    private int count;

    RandomDatagrams(final SplittableRandom random)
    {
        this.random = random;
    }

    byte[] next()
    {
        final boolean isIpv6 = 0 == random.nextInt(3);
        final int first = random.nextInt(HOSTS);
        final String from = host(isIpv6, first);
        // The kernel takes what goes to its own source for an answer; we do not, and a test says so.
        final String to = host(isIpv6, first + 1 + random.nextInt(HOSTS - 1));
        final byte[] about = recent[random.nextInt(KEPT)];
        if (null != about && 0 == random.nextInt(4))
        {
            return error(about);
        }
        final byte[] frame = switch (random.nextInt(8))
        {
            case 0, 1, 2 -> Talk.udp(from, 1 + random.nextInt(8), to, 1 + random.nextInt(8), random.nextInt(40));
            case 3, 4, 5 -> Talk.icmp(from, to, type(isIpv6), random.nextInt(2), random.nextInt(3));
            case 6 -> Talk.other(from, to, ESP, 20);
            default -> Talk.tcp(from, 1 + random.nextInt(8), to, 1 + random.nextInt(8), Talk.SYN, 1, 0, 9,
                Talk.NO_OPTIONS, 0);
        };
        recent[count++ % KEPT] = frame;
        return frame;
    }

    /** Mostly to the sender of what it quotes, from anybody. */
    private byte[] error(final byte[] about)
    {
        final boolean isIpv6 = 6 == about[14] >>> 4;
        final String to = 0 == random.nextInt(5) ? host(isIpv6, random.nextInt(HOSTS)) : source(about, isIpv6);
        final int[] types = isIpv6 ? new int[]{ 1, 2, 3, 4 } : new int[]{ 3, 4, 11, 12 };
        final int header = isIpv6 ? 40 : 20;
        final int quoted = header + (0 == random.nextInt(6) ? random.nextInt(8) : 8 + random.nextInt(20));
        return Talk.error(host(isIpv6, random.nextInt(HOSTS)), to, types[random.nextInt(types.length)],
            random.nextInt(2), about, quoted);
    }

    private String source(final byte[] frame, final boolean isIpv6)
    {
        return isIpv6 ? "fd00:5::" + frame[14 + 8 + 15] : "10.5.0." + frame[14 + 12 + 3];
    }

    private static String host(final boolean isIpv6, final int number)
    {
        return (isIpv6 ? "fd00:5::" : "10.5.0.") + (1 + number % HOSTS);
    }

    private int type(final boolean isIpv6)
    {
        final int[] types = isIpv6 ? ICMPV6_TYPES : ICMP_TYPES;
        return 0 == random.nextInt(2) ? types[random.nextInt(types.length)] :
            isIpv6 ? 128 + random.nextInt(2) : 8 * random.nextInt(2);
    }
}
