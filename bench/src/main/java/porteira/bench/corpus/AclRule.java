package porteira.bench.corpus;

/**
 * One five-tuple rule; ranges include both ends.
 *
 * @param protocol {@link #ANY} for any
 */
record AclRule(
    int source,
    int sourceLength,
    int destination,
    int destinationLength,
    int firstSourcePort,
    int lastSourcePort,
    int firstDestinationPort,
    int lastDestinationPort,
    int protocol)
{
    static final int ANY = -1;
    static final int MAX_PORT = 0xFFFF;

    private static final int TCP = 6;

    /** The bits of a prefix. */
    static int mask(final int length)
    {
        return 0 == length ? 0 : -1 << Integer.SIZE - length;
    }

    boolean holds(final int from, final int to, final int sourcePort, final int destinationPort, final int next)
    {
        return 0 == ((from ^ source) & mask(sourceLength)) && 0 == ((to ^ destination) & mask(destinationLength)) &&
            firstSourcePort <= sourcePort && sourcePort <= lastSourcePort &&
            firstDestinationPort <= destinationPort && destinationPort <= lastDestinationPort &&
            (ANY == protocol || protocol == next);
    }

    /** As a line of ClassBench's filter files. */
    String filter()
    {
        return "@" + address(source) + "/" + sourceLength + "\t" + address(destination) + "/" + destinationLength +
            "\t" + firstSourcePort + " : " + lastSourcePort + "\t" + firstDestinationPort + " : " +
            lastDestinationPort + "\t" + (ANY == protocol ? "0x00/0x00" : "0x%02x/0xFF".formatted(protocol)) +
            "\t0x0000/0x0000";
    }

    /** As matches of an nft rule. */
    String matches()
    {
        final String name = TCP == protocol ? " tcp " : " udp ";
        return "ip saddr " + address(source) + "/" + sourceLength + " ip daddr " + address(destination) + "/" +
            destinationLength + (ANY == protocol ? "" : " meta l4proto " + protocol) +
            ports(name + "sport ", firstSourcePort, lastSourcePort) +
            ports(name + "dport ", firstDestinationPort, lastDestinationPort);
    }

    /** A line of a ClassBench file. */
    static AclRule parse(final String filter)
    {
        final String[] words = filter.substring(1).trim().split("\\s+");
        final String[] protocol = words[8].split("/");
        return new AclRule(
            address(words[0]), length(words[0]), address(words[1]), length(words[1]),
            Integer.parseInt(words[2]), Integer.parseInt(words[4]),
            Integer.parseInt(words[5]), Integer.parseInt(words[7]),
            0 == Integer.decode(protocol[1]) ? ANY : Integer.decode(protocol[0]));
    }

    private static String ports(final String name, final int first, final int last)
    {
        return 0 == first && MAX_PORT == last ? "" : name + (first == last ? "" + first : first + "-" + last);
    }

    private static String address(final int value)
    {
        return (value >>> 24) + "." + (value >>> 16 & 0xFF) + "." + (value >>> 8 & 0xFF) + "." + (value & 0xFF);
    }

    private static int address(final String prefix)
    {
        int value = 0;
        for (final String octet : prefix.substring(0, prefix.indexOf('/')).split("\\."))
        {
            value = value << Byte.SIZE | Integer.parseInt(octet);
        }
        return value;
    }

    private static int length(final String prefix)
    {
        return Integer.parseInt(prefix.substring(prefix.indexOf('/') + 1));
    }
}
