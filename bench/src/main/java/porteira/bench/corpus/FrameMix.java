package porteira.bench.corpus;

import java.util.Random;

/** What traffic a corpus holds. Each constant writes one random frame of its kind. */
public enum FrameMix
{
    /** Frames of 64 bytes that the screened host's policy lets pass: TCP 70 %, UDP 20 %, IPv6 UDP 10 %. */
    LOOP_64
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.loop(frame, random, hosts, MIN_LOOP);
        }
    },

    /** The same packets in frames of 256 bytes. */
    LOOP_256
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.loop(frame, random, hosts, 256);
        }
    },

    /** The same packets in frames of 512 bytes. */
    LOOP_512
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.loop(frame, random, hosts, 512);
        }
    },

    /** The same packets in the longest frames of usual Ethernet. */
    LOOP_1514
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.loop(frame, random, hosts, 1514);
        }
    },

    /** One UDP flow on either port, in frames of 64 bytes: what testpmd sends itself, so that both do the same. */
    LOOP_FLOW
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.flow(frame, hosts, MIN_LOOP);
        }
    },

    /** An access network's day: web over both families, QUIC, DNS, a little mail, tags, fragments, Teredo and ARP. */
    RESIDENTIAL
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.mixed(frame, random, hosts, 3);
        }
    },

    /** The same network with every third frame belonging to mail, from the server and from those who may not. */
    MAIL
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.mixed(frame, random, hosts, 33);
        }
    },

    /** Teredo data packets on arbitrary ports, mail and web inside. */
    TEREDO
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.teredo(frame, random, hosts, random.nextBoolean() ? 25 : 443);
        }
    },

    /** A flood: nothing but TCP SYNs from forged addresses to any port, both families, in the shortest frames. */
    SYN
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.syn(frame, random, hosts);
        }
    },

    /** IPv6 only, one to four extension headers and an atomic fragment here and there before TCP or UDP. */
    IPV6_EXTENSIONS
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.extended(frame, random, hosts, Shapes.webPort(random), 0);
        }
    },

    /**
     * What costs most to judge: SMTP from inside in tagged IPv6 with extension headers, IPv4 with options, and Teredo
     * with authentication and origin before SMTP.
     */
    WORST
    {
        @Override
        int write(final FrameBuilder frame, final Random random, final Hosts hosts)
        {
            return Shapes.worst(frame, random, hosts);
        }
    };

    private static final int MIN_LOOP = 64;

    /** @return the frame's length */
    abstract int write(FrameBuilder frame, Random random, Hosts hosts);
}
