package porteira.bench.screened;

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
 * measurement, and
 * {@value #BRIEF} where only the whole work on frames in the cache is wanted.
 */
final class ScreenedWorker
{
    /** Last argument of a short run. */
    static final String BRIEF = "brief";
    /** Frames that stay in the core's own caches, and frames that do not. */
    static final int HOT_FRAMES = 256;
    static final int COLD_FRAMES = 1 << 16;

    private static final long SEED = 1;
    private static final long SLICE_NS = 1_000_000;
    private static final long WARM_UP_NS = 1_200_000_000L;
    private static final long WARM_UP_AGAIN_NS = 200_000_000L;
    private static final int MILLION = 1_000_000;

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
        final boolean isBrief = BRIEF.equals(args[args.length - 1]);
        for (final int count : isBrief ? new int[] {HOT_FRAMES} : new int[] {HOT_FRAMES, COLD_FRAMES})
        {
            final DescribedFrames frames = DescribedFrames.of(FrameCorpus.of(mix, SEED, count), SEED);
            final Contender gateway = new GatewayCode(policy.classifier(), frames);
            final Contender reference = new CReference(Path.of(args[0]), frames);
            Outcomes.prove(policy, gateway, reference, frames);
            for (final Work work : isBrief ? List.of(Work.BOTH) : List.of(Work.values()))
            {
                warmUp(gateway, count, work);
                System.out.println(measure(gateway, reference, count, work, durationNs).line());
            }
        }
    }

    private static void warmUp(final Contender gateway, final int count, final Work work)
    {
        final long start = System.nanoTime();
        final long limit = HOT_FRAMES == count ? WARM_UP_NS : WARM_UP_AGAIN_NS;
        while (System.nanoTime() - start < limit)
        {
            work.run(gateway);
        }
    }

    private static ScreenedResult measure(
        final Contender gateway, final Contender reference, final int count, final Work work, final long durationNs)
    {
        final Samples gatewayNs = new Samples();
        final Samples referenceNs = new Samples();
        final long start = System.nanoTime();
        while (System.nanoTime() - start < durationNs)
        {
            gatewayNs.add(slice(gateway, work) / count);
            referenceNs.add(slice(reference, work) / count);
        }
        return new ScreenedResult(work, HOT_FRAMES == count, gatewayNs.median(), referenceNs.median());
    }

    /** @return nanoseconds a pass; the one before them brings the contender's code and data back */
    private static double slice(final Contender contender, final Work work)
    {
        work.run(contender);
        final long start = System.nanoTime();
        int passes = 0;
        long elapsed;
        do
        {
            work.run(contender);
            passes++;
            elapsed = System.nanoTime() - start;
        }
        while (elapsed < SLICE_NS);
        return (double)elapsed / passes;
    }

    /** What is measured. */
    enum Work
    {
        /** Headers only. */
        PARSE
        {
            @Override
            void run(final Contender contender)
            {
                contender.parse();
            }
        },

        /** The verdict only. */
        JUDGE
        {
            @Override
            void run(final Contender contender)
            {
                contender.judge();
            }
        },

        /** All of it. */
        BOTH
        {
            @Override
            void run(final Contender contender)
            {
                contender.parseAndJudge();
            }
        };

        abstract void run(Contender contender);

        /** For people. */
        String text()
        {
            return BOTH == this ? "parse and verdict" : JUDGE == this ? "verdict" : name().toLowerCase(Locale.ROOT);
        }
    }
}
