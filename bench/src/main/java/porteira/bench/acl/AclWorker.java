package porteira.bench.acl;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.corpus.AclCorpus;
import porteira.policy.PortNames;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.tree.State;
import porteira.wire.PacketParser;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Compiles a rule list and judges its frames over and over, in a process of its own so that its heap has a limit.
 * Arguments: name of an {@link AclList}, source tree, measured seconds.
 */
final class AclWorker
{
    private static final int WARM_UP_S = 2;
    private static final double NS_PER_S = 1e9;

    private final AclCorpus corpus;
    private final Classifier classifier;
    private final State state;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final long[] layouts;

    private AclWorker(final AclCorpus corpus, final CompiledPolicy policy)
    {
        this.corpus = corpus;
        this.classifier = policy.classifier();
        this.state = policy.assumedState();
        this.layouts = new long[corpus.count()];
        for (int i = 0; i < layouts.length; i++)
        {
            frame.wrap(corpus.address(i), corpus.length(i));
            layouts[i] = PacketParser.ethernet(frame, corpus.length(i));
        }
    }

    /** Measure once and print an {@link AclResult}. */
    public static void main(final String[] args) throws Exception
    {
        final AclCorpus corpus = AclList.of(args[0], Path.of(args[1]));
        final String text = corpus.policy();
        final long startNs = System.nanoTime();
        final CompiledPolicy policy = PolicyCompiler.compile(text, args[0], PortNames.inOrderOfAppearance());
        final double buildS = (System.nanoTime() - startNs) / NS_PER_S;

        final AclWorker worker = new AclWorker(corpus, policy);
        worker.rate(WARM_UP_S, false);
        worker.rate(WARM_UP_S, true);
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final double seconds = Double.parseDouble(args[2]) / 2;
        final long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        final double lookUps = worker.rate(seconds, false);
        final double allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        System.out.println(new AclResult(
            lookUps, worker.rate(seconds, true), allocated / (lookUps * seconds), buildS).line());
    }

    /** Frames a second, for about as long. */
    private double rate(final double seconds, final boolean isParsing)
    {
        final long startNs = System.nanoTime();
        final long limitNs = (long)(seconds * NS_PER_S);
        long frames = 0;
        int leaves = 0;
        long elapsedNs = 0;
        while (elapsedNs < limitNs)
        {
            leaves += isParsing ? parseAndJudge() : judge();
            frames += layouts.length;
            elapsedNs = System.nanoTime() - startNs;
        }
        if (0 > leaves && 0 == frames)
        {
            throw new IllegalStateException("no frames");
        }
        return frames * NS_PER_S / elapsedNs;
    }

    private int judge()
    {
        int leaves = 0;
        for (int i = 0; i < layouts.length; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves ^= classifier.classify(frame, length, layouts[i], 0, 1, state);
        }
        return leaves;
    }

    private int parseAndJudge()
    {
        int leaves = 0;
        for (int i = 0; i < layouts.length; i++)
        {
            final int length = corpus.length(i);
            frame.wrap(corpus.address(i), length);
            leaves ^= classifier.classify(frame, length, PacketParser.ethernet(frame, length), 0, 1, state);
        }
        return leaves;
    }
}
