package porteira.cli.demo;

/**
 * What the gateway's event log says of one dropped frame: the addresses and ports of its outer packet.
 *
 * @param rule where the rule stands, {@code file:line}
 */
record DropEvent(
    String source, int sourcePort, String destination, int destinationPort, String protocol, String rule)
{
}
