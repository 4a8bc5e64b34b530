package porteira.cli.demo;

import java.time.Duration;
import java.util.List;

/** A probe made by sending one UDP datagram, whose arrival is read from the receiver's file. */
final class TeredoAttempt implements Probe.Attempt
{
    private static final Duration SEND_LIMIT = Duration.ofSeconds(5);
    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(5);

    private final Workbench workbench;
    private final HostServices services;
    private final List<String> command;
    private final int port;
    private final byte[] payload;
    private final boolean wait;
    private volatile long tookMs;

    /**
     * A datagram yet to be sent.
     *
     * @param command reads the payload from its standard input and sends it
     * @param wait    whether to wait for the arrival: not where the datagram should be dropped, for then nothing tells
     *                when to stop, and {@link #cameThrough} is asked when all other probes have ended
     */
    TeredoAttempt(
        final Workbench workbench,
        final HostServices services,
        final List<String> command,
        final int port,
        final byte[] payload,
        final boolean wait)
    {
        this.workbench = workbench;
        this.services = services;
        this.command = command;
        this.port = port;
        this.payload = payload;
        this.wait = wait;
    }

    @Override
    public void make()
    {
        final Child child = workbench.start("socat", command);
        child.feed(payload);
        child.awaitEnd(SEND_LIMIT);
        if (wait)
        {
            Await.until(this::cameThrough, ARRIVAL_LIMIT);
        }
        tookMs = child.age().toMillis();
    }

    @Override
    public boolean cameThrough()
    {
        return services.hasDatagram(port, payload);
    }

    @Override
    public String happened()
    {
        if (!cameThrough())
        {
            return "did not arrive";
        }
        return wait ? "arrived in " + tookMs + " ms" : "arrived";
    }
}
