package porteira.bench.corpus;

/** Shapes of rule lists, as measured on ClassBench's thousand rules of the same names; shares in per cent. */
public enum AclShape
{
    /** A router's access list: most rules name both ends, few sources, and one destination port. */
    ACL1(
        new Ends(97, 1, 2, 7, 32),
        new int[] {22, 23, 24, 30, 31, 31, 32, 32, 32, 32, 32},
        new int[] {16, 21, 22, 22, 23, 24, 30, 31, 31, 31, 32, 32, 32, 32, 32, 32, 32, 32, 32},
        new Protocols(89, 1, 2),
        new Ports(0, 0, 0, 1),
        new Ports(68, 0, 12, 90)),
    /** A firewall: most rules leave one end open. */
    FW1(
        new Ends(12, 55, 25, 17, 20),
        new int[] {12, 21, 22, 26, 28, 28, 30, 30, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32},
        new int[] {21, 28, 30, 31, 31, 31, 31, 32, 32, 32, 32},
        new Protocols(54, 33, 12),
        new Ports(16, 9, 0, 12),
        new Ports(70, 8, 0, 40)),
    /** Linux chains: networks of all sizes, often all ports. */
    IPC1(
        new Ends(80, 13, 7, 28, 48),
        new int[] {15, 16, 16, 17, 21, 22, 23, 23, 23, 24, 24, 24, 25, 25, 26, 27, 28, 30, 31, 31, 32, 32, 32, 32},
        new int[] {15, 16, 17, 22, 23, 24, 24, 24, 25, 25, 26, 27, 28, 30, 31, 31, 31, 32, 32, 32, 32, 32, 32, 32},
        new Protocols(27, 38, 2),
        new Ports(27, 1, 2, 28),
        new Ports(53, 8, 5, 40));

    private final Ends ends;
    private final int[] sourceLengths;
    private final int[] destinationLengths;
    private final Protocols protocols;
    private final Ports sourcePorts;
    private final Ports destinationPorts;

    /**
     * Which ends rules name, and how often the same.
     *
     * @param both            rules that name both
     * @param openSource      rules that leave only the source open or nearly so
     * @param openDestination rules that leave only the destination open
     * @param sources         different sources, in per cent of the rules
     * @param destinations    different destinations
     */
    record Ends(int both, int openSource, int openDestination, int sources, int destinations)
    {
    }

    /** Rules for TCP, for UDP, and for a protocol without ports; the others are for any. */
    record Protocols(int tcp, int udp, int other)
    {
    }

    /**
     * Ports of the rules for TCP and UDP; the others are for any.
     *
     * @param one      rules with one port
     * @param upper    rules with 1024 and above
     * @param range    rules with another range
     * @param services different values of those with one, however long the list
     */
    record Ports(int one, int upper, int range, int services)
    {
    }

    AclShape(
        final Ends ends,
        final int[] sourceLengths,
        final int[] destinationLengths,
        final Protocols protocols,
        final Ports sourcePorts,
        final Ports destinationPorts)
    {
        this.ends = ends;
        this.sourceLengths = sourceLengths;
        this.destinationLengths = destinationLengths;
        this.protocols = protocols;
        this.sourcePorts = sourcePorts;
        this.destinationPorts = destinationPorts;
    }

    Ends ends()
    {
        return ends;
    }

    /** Prefix lengths of sources that are named, each as likely as any other. */
    int[] sourceLengths()
    {
        return sourceLengths;
    }

    /** Prefix lengths of destinations that are named. */
    int[] destinationLengths()
    {
        return destinationLengths;
    }

    Protocols protocols()
    {
        return protocols;
    }

    Ports sourcePorts()
    {
        return sourcePorts;
    }

    Ports destinationPorts()
    {
        return destinationPorts;
    }
}
