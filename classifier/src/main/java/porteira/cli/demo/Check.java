package porteira.cli.demo;

import porteira.cli.demo.Site.Family;

/**
 * One claim of the policy, put to the test.
 *
 * @param what     protocol and disguise, for the table
 * @param from     who tries
 * @param to       whom
 * @param family   carried by which IP
 * @param fromPort source port of its packets, {@link #ANY_PORT} where the system chooses it
 * @param port     destination port of the outer packet
 * @param passes   what the policy should do: true to let it through, false to drop and log it
 */
record Check(String what, Site from, Site to, Family family, int fromPort, int port, boolean passes)
{
    /** See {@link #fromPort}. */
    static final int ANY_PORT = 0;

    /** Where it goes, address and port. */
    String destination()
    {
        return family.bracketed(to.address(family)) + ":" + port;
    }

    /** True if an event tells of this check's packets. */
    boolean isToldBy(final DropEvent event)
    {
        return event.destinationPort() == port &&
            (ANY_PORT == fromPort || event.sourcePort() == fromPort) &&
            event.source().equals(from.address(family)) &&
            event.destination().equals(to.address(family));
    }
}
