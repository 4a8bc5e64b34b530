package porteira.bench.corpus;

import java.util.Random;

/** Who talks: the screened host's inside network and a random outside. MACs number the hosts behind the two ports. */
final class Hosts
{
    /** 203.0.113.0/24. */
    static final int INSIDE_IPV4 = 0xCB007100;
    /** 2001:db8:b01a:70da::/64. */
    static final long INSIDE_IPV6 = 0x20010DB8B01A70DAL;
    /** Lower half of the mail server's address. */
    static final long MAIL_SERVER_INTERFACE = 0x25;

    private static final int MAIL_SERVER_IPV4 = INSIDE_IPV4 | 25;
    private static final long OUTSIDE_IPV6 = 0x2A00000000000000L;
    static final long INSIDE_MAC = 0x02000A000000L;
    static final long OUTSIDE_MAC = 0x02000B000000L;
    private static final int STATIONS = 1 << 14;
    private static final int INSIDE_HOSTS = 200;

    private final Random random;
    private int next;
    private int nextInside;
    private int nextOutside;

    Hosts(final Random random)
    {
        this.random = random;
    }

    /** 0, 1, 2, ... */
    int next()
    {
        return next++;
    }

    long insideMac()
    {
        return INSIDE_MAC + 1 + nextInside++ % STATIONS;
    }

    /** Never one of {@link #insideMac}. */
    long outsideMac()
    {
        return OUTSIDE_MAC + 1 + nextOutside++ % STATIONS;
    }

    int insideIpv4()
    {
        return INSIDE_IPV4 | 30 + random.nextInt(INSIDE_HOSTS);
    }

    int mailServerIpv4()
    {
        return MAIL_SERVER_IPV4;
    }

    /** Anything from 20.0.0.0 to 99.255.255.255. */
    int outsideIpv4()
    {
        return 20 + random.nextInt(80) << 24 | random.nextInt(1 << 24);
    }

    long outsideIpv6()
    {
        return OUTSIDE_IPV6 | random.nextLong() >>> 12;
    }

    long interfaceId()
    {
        return random.nextLong();
    }
}
