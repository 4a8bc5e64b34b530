package porteira.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The demo with real frames: a network of namespaces, a gateway process, real programs on both sides. Needs root. */
final class LiveDemo
{
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(3);
    private static final double MS_PER_S = 1e3;

    private final Progress progress;
    private final String driver;
    private final boolean control;

    /**
     * A demo yet to be run.
     *
     * @param driver  {@code af_packet} or {@code af_xdp}
     * @param control leave the gateway out and join the two sides by a kernel bridge, to show that the checks can fail
     */
    LiveDemo(final Progress progress, final String driver, final boolean control)
    {
        this.progress = progress;
        this.driver = driver;
        this.control = control;
    }

    /**
     * Run it, and leave nothing behind.
     *
     * @throws DemoException if it could not be run to its end.
     */
    DemoReport run()
    {
        final long startNs = System.nanoTime();
        HostPrograms.check();
        try (Workbench workbench = Workbench.open())
        {
            return run(workbench, startNs);
        }
        finally
        {
            progress.clear();
        }
    }

    private DemoReport run(final Workbench workbench, final long startNs)
    {
        try
        {
            progress.show("making the network ...");
            final Namespaces namespaces = Namespaces.create(workbench);
            final DemoReport report = control ?
                withBridge(workbench, namespaces, startNs) : withGateway(workbench, namespaces, startNs);
            workbench.throwIfClosing();
            return report;
        }
        catch (final DemoException ex)
        {
            // What fails while everything is being taken away says nothing about the gateway.
            workbench.throwIfClosing();
            throw ex;
        }
    }

    private DemoReport withBridge(final Workbench workbench, final Namespaces namespaces, final long startNs)
    {
        namespaces.bridgeGateway();
        final HostServices services = HostServices.start(workbench, namespaces);
        final List<Probe> probes = Probes.list(workbench, namespaces, services);
        make(probes);
        return new DemoReport(
            List.of("porteira demo: three hosts in network namespaces, joined by a kernel bridge, no gateway"),
            probes.stream().map(probe -> result(probe, List.of())).toList(),
            List.of(),
            List.of(),
            since(startNs));
    }

    private DemoReport withGateway(final Workbench workbench, final Namespaces namespaces, final long startNs)
    {
        progress.show("starting the gateway ...");
        final GatewayProcess gateway = GatewayProcess.start(workbench, namespaces, driver);
        final HostServices services = HostServices.start(workbench, namespaces);
        gateway.awaitReady();
        final String readyS = "%.1f".formatted(gateway.startTime().toMillis() / MS_PER_S);

        final List<Probe> probes = Probes.list(workbench, namespaces, services);
        make(probes);
        final List<DropEvent> drops = awaitDrops(gateway, probes);
        final List<CheckResult> results = probes.stream().map(probe -> result(probe, drops)).toList();

        progress.show("reading the counters ...");
        final List<String> counters = new ArrayList<>(List.of("counters (porteira stat)"));
        counters.addAll(gateway.counters().lines().toList());
        progress.show("ending the gateway ...");
        gateway.stop();
        return new DemoReport(
            List.of(
                "porteira demo: three hosts in network namespaces, joined only by a gateway process (" + driver + ")",
                "policy " + DemoPolicy.FILE + "; gateway forwarding " + readyS + " s after its start"),
            results,
            drops,
            counters,
            since(startNs));
    }

    /** Make all probes side by side: none has to wait for another's timeout. */
    private void make(final List<Probe> probes)
    {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor())
        {
            final List<Future<?>> running = new ArrayList<>();
            for (final Probe probe : probes)
            {
                running.add(executor.submit(() ->
                {
                    probe.attempt().make();
                    progress.step("probing", probes.size());
                }));
            }
            for (final Future<?> probe : running)
            {
                probe.get();
            }
        }
        catch (final ExecutionException ex)
        {
            throw ex.getCause() instanceof final DemoException known ? known :
                DemoException.failure("a probe failed: " + ex.getCause());
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw DemoException.failure("interrupted");
        }
    }

    private static List<DropEvent> awaitDrops(final GatewayProcess gateway, final List<Probe> probes)
    {
        final List<Probe> blocked = probes.stream().filter(probe -> !probe.check().passes()).toList();
        Await.until(
            () ->
            {
                final List<DropEvent> drops = EventLog.drops(gateway.eventFile());
                return blocked.stream().allMatch(probe -> drops.stream().anyMatch(probe.check()::isToldBy));
            },
            EVENT_LIMIT);
        return EventLog.drops(gateway.eventFile());
    }

    private static CheckResult result(final Probe probe, final List<DropEvent> drops)
    {
        return new CheckResult(
            probe.check(),
            probe.program(),
            probe.attempt().cameThrough(),
            drops.stream().anyMatch(probe.check()::isToldBy),
            probe.attempt().happened());
    }

    private static Duration since(final long startNs)
    {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }
}
