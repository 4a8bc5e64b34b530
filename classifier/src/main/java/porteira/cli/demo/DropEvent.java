package porteira.cli.demo;

/**
 * A dropped frame of which the policy leaves an event: the addresses and ports of its outer packet, and why.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param inside   where the packet in its tunnel goes, empty where there is no tunnel
 * @param rule     where the rule stands, {@code file:line}
 * @param label    the rule's comment
 */
record DropEvent(
    String source,
    int sourcePort,
    String destination,
    int destinationPort,
    String protocol,
    String inside,
    String rule,
    String label)
{
    /** From where to where, the packet inside a tunnel included. */
    String path()
    {
        return endpoint(source, sourcePort) + " > " + endpoint(destination, destinationPort) +
            (inside.isEmpty() ? "" : ", inside > " + inside);
    }

    /** Address and port, an IPv6 address in brackets. */
    static String endpoint(final String address, final int port)
    {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
