package porteira.bench.screened;

import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The generated classifier beside an XDP program for the same policy, run by the kernel's own bpf_prog_test_run. */
public final class XdpSet implements BenchSet
{
    private static final List<FrameMix> MIXES = List.of(FrameMix.RESIDENTIAL, FrameMix.MAIL);
    private static final String FOLDER = "bench/target/c";
    private static final int NS_PER_US = 1000;
    /** Calls of the program for each frame in a second of measurement. */
    private static final int CALLS = 4000;
    private static final int PASS = 2;
    private static final long SEED = 1;

    @Override
    public String name()
    {
        return "xdp";
    }

    @Override
    public String title()
    {
        return "parse and verdict beside an XDP program for the same policy (bpf_prog_test_run)";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        Shell.read("make", "--no-print-directory", "-C", settings.home().resolve("bench").toString(), "xdp");
        for (final FrameMix mix : MIXES)
        {
            final Samples call = new Samples();
            final Samples program = new Samples();
            final Samples reference = new Samples();
            final Samples gateway = new Samples();
            final FrameCorpus corpus = FrameCorpus.of(mix, SEED, ScreenedWorker.HOT_FRAMES);
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name() + ": " + mix, round, settings.rounds());
                final Xdp xdp = measure(settings, corpus);
                prove(settings, corpus, xdp);
                call.add(NS_PER_US / xdp.callNs());
                program.add(NS_PER_US / xdp.programNs());
                final ScreenedResult result = ScreenedSet.measureBriefly(settings, mix);
                reference.add(NS_PER_US / result.referenceNs());
                gateway.add(NS_PER_US / result.gatewayNs());
            }
            final String key = mix.name().toLowerCase(Locale.ROOT);
            report.add(Figure.of("XDP, whole call, " + key, "M/s", call, "bpf_prog_test_run, one frame many times")
                .ofOthers());
            final Figure peer = Figure.of(
                "XDP, program alone, " + key, "M/s", program, "a call less one of a program that decides nothing")
                .ofOthers();
            report.add(peer);
            report.add(Figure.beside(peer, "C, " + key, reference, null, "all frames in turn").ofOthers());
            report.add(Figure.beside(peer, "gateway, " + key, gateway, null, "all frames in turn"));
        }
    }

    private static Xdp measure(final Settings settings, final FrameCorpus corpus) throws IOException
    {
        final Path folder = settings.home().resolve(FOLDER);
        final Path file = Files.createTempFile("porteira-bench", ".frames");
        try
        {
            write(corpus, file);
            return Xdp.of(Shell.read(
                folder.resolve("xdp_run").toString(), folder.resolve("screened_host_xdp.o").toString(),
                file.toString(), Integer.toString(CALLS * settings.seconds())));
        }
        finally
        {
            Files.delete(file);
        }
    }

    private static void write(final FrameCorpus corpus, final Path file) throws IOException
    {
        final ByteBuffer head = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = Files.newOutputStream(file))
        {
            for (int i = 0; i < corpus.count(); i++)
            {
                final byte[] frame = new byte[corpus.length(i)];
                corpus.frame(i).getBytes(0, frame);
                out.write(head.clear().putInt(frame.length).putInt(corpus.ingress(i)).array());
                out.write(frame);
            }
        }
    }

    /** The program must drop what the C reference drops, which the gateway drops too. */
    private static void prove(final Settings settings, final FrameCorpus corpus, final Xdp xdp)
    {
        final List<UnsafeBuffer> frames = new ArrayList<>();
        final int[] ingress = new int[corpus.count()];
        for (int i = 0; i < corpus.count(); i++)
        {
            frames.add(new UnsafeBuffer(corpus.address(i), corpus.length(i)));
            ingress[i] = corpus.ingress(i);
        }
        final CReference reference = new CReference(settings.home(), new DescribedFrames(frames, ingress));
        reference.parseAndJudge();
        for (int i = 0; i < corpus.count(); i++)
        {
            if (Outcomes.isAccepted(reference.outcome(i)) != (PASS == xdp.verdicts().get(i)))
            {
                throw new BenchException("frame " + i + ": the XDP program says " + xdp.verdicts().get(i));
            }
        }
    }

    /**
     * What the kernel found.
     *
     * @param verdicts  of each frame, XDP's numbers
     * @param callNs    mean nanoseconds of a call
     * @param programNs the same without what every call costs
     */
    private record Xdp(List<Integer> verdicts, double callNs, double programNs)
    {
        private static final String MARK = "xdp ";

        static Xdp of(final String output)
        {
            final List<Integer> verdicts = new ArrayList<>();
            double call = 0;
            double nothing = 0;
            for (final String line : output.lines().filter((text) -> text.startsWith(MARK)).toList())
            {
                final String[] parts = line.substring(MARK.length()).split(" ");
                verdicts.add(Integer.parseInt(parts[0]));
                call += Double.parseDouble(parts[1]);
                nothing += Double.parseDouble(parts[2]);
            }
            return new Xdp(verdicts, call / verdicts.size(), (call - nothing) / verdicts.size());
        }
    }
}
