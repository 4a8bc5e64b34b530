package porteira.bench.loop;

import porteira.bench.corpus.FrameMix;
import porteira.bench.load.Testpmd;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The whole path on two net_ring ports beside testpmd's five-tuple swap on the same two. */
public final class RingLoopSet implements BenchSet
{
    private static final double INLINE_GOAL = 0.90;
    private static final double PIPELINE_GOAL = 0.60;
    private static final double NO_ALLOCATION = 0.01;
    private static final int BURSTS_PER_PORT = 8;
    private static final int BURST = 32;
    private static final int FRAMES = 2 * BURSTS_PER_PORT * BURST;
    private static final String INLINE = LoopRun.INLINE;
    private static final String[] LIGHTER = {"io", "macswap"};
    private static final FrameMix[] MIXES = {FrameMix.LOOP_FLOW, FrameMix.LOOP_64};
    private static final String[] MIX_NOTES = {
        "one flow a port, as testpmd's own", FRAMES + " flows, TCP, UDP and IPv6"};
    private static final String[] MODES = {LoopRun.PIPELINE, INLINE};
    private static final String[] NOTES = {
        "poller and classifier on a core each, rings between", "one core calls the ports and classifies"};

    @Override
    public String name()
    {
        return "ring-loop";
    }

    @Override
    public String title()
    {
        return "the whole path on a net_ring loop with the screened host's policy, beside testpmd";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Samples testpmd = new Samples();
        final Samples testpmdCpu = new Samples();
        final Samples[] lighter = {new Samples(), new Samples()};
        final Contender[] contenders = contenders();
        for (int round = 1; round <= settings.rounds(); round++)
        {
            progress.step(name() + ": testpmd 5tswap", round, settings.rounds());
            final Testpmd.Rate rate = testpmd(settings, "5tswap");
            testpmd.add(rate.framesPerSecond() / 1e6);
            testpmdCpu.add(rate.cpuPerFrame());
            for (int i = 0; i < lighter.length; i++)
            {
                progress.step(name() + ": testpmd " + LIGHTER[i], round, settings.rounds());
                lighter[i].add(testpmd(settings, LIGHTER[i]).framesPerSecond() / 1e6);
            }
            for (final Contender contender : contenders)
            {
                progress.step(name() + ": " + contender.title(), round, settings.rounds());
                final LoopResult result = LoopRun.once(settings, contender.mode(), contender.mix(), FRAMES);
                contender.rate().add(result.rate() / 1e6);
                contender.cpu().add(result.cpuPerFrame());
                contender.allocated().add(result.allocatedPerFrame());
            }
        }

        final Figure peer = Figure.of(
            "testpmd 5tswap, one core", "M/s", testpmd,
            "frames of 64 bytes over two net_ring ports, " + FRAMES + " in flight on every side, bursts of " + BURST)
            .ofOthers();
        report.add(peer);
        for (int i = 0; i < lighter.length; i++)
        {
            report.add(Figure.beside(
                peer, "testpmd " + LIGHTER[i] + ", one core", lighter[i], null, "reads no header behind Ethernet's")
                .ofOthers());
        }
        for (final Contender contender : contenders)
        {
            report.add(Figure.beside(
                peer, contender.title(), contender.rate(), Goal.timesPeer(contender.goal()), contender.note()));
        }
        final Figure peerCpu = Figure.of(
            "testpmd 5tswap, cpu", "ns/frame", testpmdCpu, "time that the one core ran, so without what others took")
            .ofOthers();
        report.add(peerCpu);
        for (final Contender contender : contenders)
        {
            if (INLINE.equals(contender.mode()))
            {
                report.add(Figure.beside(peerCpu, contender.title() + ", cpu", contender.cpu(), null, ""));
            }
            report.add(Figure.of(
                contender.title() + ", allocated", "B/frame", contender.allocated(), Goal.atMost(NO_ALLOCATION),
                "by the classifier's thread, ThreadMXBean"));
        }
    }

    /** One way to run the gateway's lane and the frames it gets, with what was measured of it. */
    private record Contender(
        String mode, FrameMix mix, String title, String note, Samples rate, Samples cpu, Samples allocated)
    {
        double goal()
        {
            return INLINE.equals(mode) ? INLINE_GOAL : PIPELINE_GOAL;
        }
    }

    private static Contender[] contenders()
    {
        final Contender[] contenders = new Contender[MODES.length * MIXES.length];
        for (int i = 0; i < contenders.length; i++)
        {
            final int mode = i / MIXES.length;
            final int mix = i % MIXES.length;
            contenders[i] = new Contender(
                MODES[mode], MIXES[mix], "gateway, " + MODES[mode] + ", " + MIXES[mix].name().toLowerCase(Locale.ROOT),
                NOTES[mode] + "; " + MIX_NOTES[mix], new Samples(), new Samples(), new Samples());
        }
        return contenders;
    }

    private static Testpmd.Rate testpmd(final Settings settings, final String mode) throws IOException
    {
        try (Testpmd testpmd = Testpmd.start(List.of(), mode, List.of("net_ring0", "net_ring1")))
        {
            testpmd.forwardOwnFrames(BURSTS_PER_PORT);
            Shell.pause(1000);
            return testpmd.measure(settings.seconds() * 1000L);
        }
    }
}
