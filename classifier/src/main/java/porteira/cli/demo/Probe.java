package porteira.cli.demo;

import porteira.cli.demo.Site.Family;

/**
 * One thing to try across the gateway.
 *
 * @param what    protocol and port, for the table
 * @param from    who tries
 * @param to      whom
 * @param family  carried by which IP
 * @param program the real program that tries
 * @param fromPort source port of its packets, {@link #ANY_PORT} where the system chooses it
 * @param port    destination port of the outer packet
 * @param passes  what the policy should do: true to let it through, false to drop and log it
 * @param attempt how it is tried
 */
record Probe(
    String what,
    Site from,
    Site to,
    Family family,
    String program,
    int fromPort,
    int port,
    boolean passes,
    Attempt attempt)
{
    /** See {@link #fromPort}. */
    static final int ANY_PORT = 0;

    /** The trying itself. */
    interface Attempt
    {
        /** Do it and return when its end is known, or when whoever waits for it has given up. */
        void make();

        /** True if it came through, asked any time after {@link #make}. */
        boolean cameThrough();

        /** What the program met, in a few words. */
        String happened();
    }

    /** True if an event tells of this probe's packets. */
    boolean isToldBy(final DropEvent event)
    {
        return event.destinationPort() == port &&
            (ANY_PORT == fromPort || event.sourcePort() == fromPort) &&
            event.source().equals(from.address(family)) &&
            event.destination().equals(to.address(family));
    }
}
