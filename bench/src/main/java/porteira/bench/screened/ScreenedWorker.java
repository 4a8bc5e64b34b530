package porteira.bench.screened;

import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.corpus.FrameCorpus;
import porteira.bench.corpus.FrameMix;
import porteira.bench.run.Samples;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The gateway's code and the C reference turn by turn on the same frames, in a process of its own, so that each round
 * has a compilation of its own. Arguments: root of the source tree, policy, {@link FrameMix}, milliseconds for each
 * measurement.
 */
final class ScreenedWorker
{
    /** Frames that stay in the core's own caches, and frames that do not. */
    static final int HOT_FRAMES = 512;
    static final int COLD_FRAMES = 1 << 16;

    private static final long SEED = 1;
    private static final long SLICE_NS = 1_000_000;
    private static final long WARM_UP_NS = 1_200_000_000L;
    private static final long WARM_UP_AGAIN_NS = 200_000_000L;
    private static final int MILLION = 1_000_000;
    private static final int REFERENCE_PASSES = 16;

    private ScreenedWorker()
    {
    }

    /** Prove that both agree, then print a {@link ScreenedResult} for each measurement. */
    public static void main(final String[] args)
    {
        final CompiledPolicy policy =
            PolicyCompiler.compile(Path.of(args[1]), PortNames.of(List.of("lan", "wan")));
        final FrameMix mix = FrameMix.valueOf(args[2]);
        final long durationNs = Long.parseLong(args[3]) * MILLION;
        final Contender reference = new CReference(Path.of(args[0]));
        final Contender gateway = new GatewayCode(policy.classifier());
        for (final int count : new int[] {HOT_FRAMES, COLD_FRAMES})
        {
            final FrameCorpus corpus = FrameCorpus.of(mix, SEED, count);
            final DescribedFrames frames = DescribedFrames.of(corpus, SEED);
            Outcomes.prove(policy, reference, frames);
            final UnsafeBuffer results = frames.results();
            for (final Work work : Work.values())
            {
                prepare(gateway, reference, frames, results, work);
                System.out.println(measure(gateway, reference, frames, results, work, durationNs).line());
            }
        }
    }

    /** Compile, warm the caches; layouts are known to {@link Work#JUDGE} afterwards. */
    private static void prepare(
        final Contender gateway,
        final Contender reference,
        final DescribedFrames frames,
        final UnsafeBuffer results,
        final Work work)
    {
        gateway.parse(frames, results);
        for (int i = 0; i < REFERENCE_PASSES; i++)
        {
            work.run(reference, frames, results);
        }
        final long start = System.nanoTime();
        final long limit = HOT_FRAMES == frames.count() ? WARM_UP_NS : WARM_UP_AGAIN_NS;
        while (System.nanoTime() - start < limit)
        {
            work.run(gateway, frames, results);
        }
    }

    private static ScreenedResult measure(
        final Contender gateway,
        final Contender reference,
        final DescribedFrames frames,
        final UnsafeBuffer results,
        final Work work,
        final long durationNs)
    {
        final Samples gatewayNs = new Samples();
        final Samples referenceNs = new Samples();
        final long start = System.nanoTime();
        while (System.nanoTime() - start < durationNs)
        {
            gatewayNs.add(slice(gateway, frames, results, work));
            referenceNs.add(slice(reference, frames, results, work));
        }
        return new ScreenedResult(
            work, HOT_FRAMES == frames.count(), gatewayNs.median(), referenceNs.median());
    }

    /** @return nanoseconds a frame; the pass before them brings the contender's code and data back */
    private static double slice(
        final Contender contender, final DescribedFrames frames, final UnsafeBuffer results, final Work work)
    {
        work.run(contender, frames, results);
        final long start = System.nanoTime();
        long frameCount = 0;
        long elapsed;
        do
        {
            work.run(contender, frames, results);
            frameCount += frames.count();
            elapsed = System.nanoTime() - start;
        }
        while (elapsed < SLICE_NS);
        return (double)elapsed / frameCount;
    }

    /** What is measured. */
    enum Work
    {
        /** Headers only. */
        PARSE
        {
            @Override
            void run(final Contender contender, final DescribedFrames frames, final UnsafeBuffer results)
            {
                contender.parse(frames, results);
            }
        },

        /** The verdict only. */
        JUDGE
        {
            @Override
            void run(final Contender contender, final DescribedFrames frames, final UnsafeBuffer results)
            {
                contender.judge(frames, results);
            }
        },

        /** All of it. */
        BOTH
        {
            @Override
            void run(final Contender contender, final DescribedFrames frames, final UnsafeBuffer results)
            {
                contender.parseAndJudge(frames, results);
            }
        };

        abstract void run(Contender contender, DescribedFrames frames, UnsafeBuffer results);

        /** For people. */
        String text()
        {
            return BOTH == this ? "parse and verdict" : JUDGE == this ? "verdict" : name().toLowerCase(Locale.ROOT);
        }
    }
}
