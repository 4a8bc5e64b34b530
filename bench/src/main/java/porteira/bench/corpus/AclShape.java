package porteira.bench.corpus;

/** Shapes of rule lists as the literature names them: what share of rules leaves which address open, and ports. */
public enum AclShape
{
    /** A router's access list: most rules name both ends and one destination port. */
    ACL1(70, 2, 3, 95, new int[] {24, 28, 32}, new int[] {90, 3, 2, 5}, new int[] {1, 0, 0, 99}),
    /** A firewall: many rules leave one end open, and ports come in ranges. */
    FW1(12, 40, 38, 10, new int[] {24, 28, 32}, new int[] {60, 12, 8, 20}, new int[] {15, 10, 5, 70}),
    /** Linux chains: a mixture of both. */
    IPC1(60, 10, 12, 18, new int[] {16, 24, 28, 32}, new int[] {45, 10, 5, 40}, new int[] {15, 5, 5, 75});

    private final int both;
    private final int openSource;
    private final int openDestination;
    private final int tcp;
    private final int[] lengths;
    private final int[] destinationPorts;
    private final int[] sourcePorts;

    AclShape(
        final int both,
        final int openSource,
        final int openDestination,
        final int tcp,
        final int[] lengths,
        final int[] destinationPorts,
        final int[] sourcePorts)
    {
        this.both = both;
        this.openSource = openSource;
        this.openDestination = openDestination;
        this.tcp = tcp;
        this.lengths = lengths;
        this.destinationPorts = destinationPorts;
        this.sourcePorts = sourcePorts;
    }

    /** Per cent of rules that name both ends. */
    int both()
    {
        return both;
    }

    /** Per cent of rules that leave the source open or nearly so. */
    int openSource()
    {
        return openSource;
    }

    /** Per cent of rules that leave the destination open or nearly so. */
    int openDestination()
    {
        return openDestination;
    }

    /** Per cent of rules with ports that are for TCP; the others are for UDP. */
    int tcp()
    {
        return tcp;
    }

    /** Prefix lengths of ends that are named. */
    int[] lengths()
    {
        return lengths;
    }

    /** Weights of a destination port that is one value, 1024 and above, another range, or any. */
    int[] destinationPorts()
    {
        return destinationPorts;
    }

    /** Weights of a source port, in the same order. */
    int[] sourcePorts()
    {
        return sourcePorts;
    }
}
