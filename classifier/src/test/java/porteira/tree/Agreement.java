package porteira.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.RefusedException;
import porteira.wire.PacketParser;

/**
 * Rules one by one, diagram and code must come to the same end by the same questions. Where they do not, the failure
 * shows the least of a policy and of a frame that still tells them apart.
 *
 * @param <S> what a policy is made from
 */
final class Agreement<S>
{
    private static final long SHRINKING_MS = 30_000;

    /**
     * A frame on its way.
     *
     * @param script of what it is told when it asks, see {@link ScriptedState}
     */
    record Passage(byte[] frame, int ingress, int egress, long script)
    {
        private Passage with(final byte[] other)
        {
            return new Passage(other, ingress, egress, script);
        }
    }

    /** What becomes of a frame, and what was asked before. */
    record Outcome(Leaf leaf, List<Integer> asked)
    {
    }

    private final Function<S, CompiledPolicy> compiler;
    private final Function<S, Stream<S>> smaller;
    private final Function<S, String> words;
    private final long seed;

    private Agreement(
        final Function<S, CompiledPolicy> compiler,
        final Function<S, Stream<S>> smaller,
        final Function<S, String> words,
        final long seed)
    {
        this.compiler = compiler;
        this.smaller = smaller;
        this.words = words;
        this.seed = seed;
    }

    /**
     * On policies that a text says.
     *
     * @param seed where a failure came from
     */
    static Agreement<String> onText(final Function<Policy, CompiledPolicy> compiler, final long seed)
    {
        return new Agreement<>((text) -> compiler.apply(NftReader.read(
            text, "random.nft", PortNames.inOrderOfAppearance())), SmallerText::of, (text) -> text, seed);
    }

    /** On policies that no text says. */
    static Agreement<Policy> onModel(final Function<Policy, CompiledPolicy> compiler, final long seed)
    {
        return new Agreement<>(compiler, SmallerPolicy::of, PolicyWords::of, seed);
    }

    /** The policy of a text or model. */
    CompiledPolicy compile(final S source)
    {
        return compiler.apply(source);
    }

    /**
     * What the rules say of a frame.
     *
     * @param policy made from {@code source}
     * @throws AssertionError if diagram or code say something else
     */
    Outcome check(final S source, final CompiledPolicy policy, final Passage passage)
    {
        final List<Outcome> outcomes = outcomes(policy, passage);
        if (isFault(outcomes))
        {
            throw new AssertionError(smallest(source, policy, passage));
        }
        return outcomes.getFirst();
    }

    private String smallest(final S source, final CompiledPolicy policy, final Passage passage)
    {
        final Shrinker shrinker = new Shrinker(SHRINKING_MS);
        final S rough = shrinker.shrink(source, smaller, (less) -> isFault(less, passage));
        final CompiledPolicy roughPolicy = rough.equals(source) ? policy : compiler.apply(rough);
        final byte[] frame = shrinker.shrink(passage.frame(), SmallerFrame::of,
            (less) -> isFault(outcomes(roughPolicy, passage.with(less))));
        final Passage least = passage.with(frame);
        final S fine = shrinker.shrink(rough, smaller, (less) -> isFault(less, least));
        return difference(fine, fine.equals(rough) ? roughPolicy : compiler.apply(fine), least);
    }

    /** False for what is no policy any more. */
    private boolean isFault(final S source, final Passage passage)
    {
        try
        {
            return isFault(outcomes(compiler.apply(source), passage));
        }
        catch (final RefusedException | TooLargeException exception)
        {
            return false;
        }
    }

    private static boolean isFault(final List<Outcome> outcomes)
    {
        return 1 < new HashSet<>(outcomes).size();
    }

    /** By the rules one by one, by the diagram where there is one, by code or tables. */
    private static List<Outcome> outcomes(final CompiledPolicy policy, final Passage passage)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(passage.frame());
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        final List<Outcome> outcomes = new ArrayList<>();
        for (final Classifier judge : judges(policy))
        {
            final ScriptedState state = new ScriptedState(passage.script());
            final int leaf = judge.classify(frame, length, layout, passage.ingress(), passage.egress(), state);
            outcomes.add(new Outcome(policy.leaves().get(leaf), state.asked()));
        }
        return outcomes;
    }

    private static List<Classifier> judges(final CompiledPolicy policy)
    {
        return null == policy.diagram() ? List.of(policy.linearMatcher(), policy.classifier()) :
            List.of(policy.linearMatcher(), policy.diagram(), policy.classifier());
    }

    private String difference(final S source, final CompiledPolicy policy, final Passage passage)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(passage.frame());
        final long layout = PacketParser.ethernet(frame, frame.capacity());
        final List<Outcome> outcomes = outcomes(policy, passage);
        final StringBuilder text = new StringBuilder("not judged alike, seed ").append(seed).append("\n\n")
            .append(words.apply(source)).append("\nframe ").append(FrameBuilder.hex(passage.frame()))
            .append("\nfrom ").append(passage.ingress()).append(" to ").append(passage.egress())
            .append("\n\nrules    ").append(outcomes.getFirst());
        if (null != policy.diagram())
        {
            text.append("\ndiagram  ").append(outcomes.get(1));
        }
        return text.append(null == policy.diagram() ? "\ntables   " : "\ncode     ").append(outcomes.getLast())
            .append("\n\n").append(Explainer.explain(policy, frame, frame.capacity(), layout, passage.ingress(),
            passage.egress(), new ScriptedState(passage.script()))).toString();
    }
}
