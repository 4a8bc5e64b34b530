package porteira.bench.corpus;

import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import porteira.policy.PortNames;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AclCorpusTest
{
    private static final int RULES = 3_000;
    private static final int FRAMES = 500;
    private static final long SEED = 5;

    @ParameterizedTest
    @EnumSource(AclShape.class)
    void shouldBeJudgedByTheFirstRuleThatHolds(final AclShape shape)
    {
        final AclCorpus corpus = AclCorpus.of(shape, RULES, FRAMES, SEED);
        final CompiledPolicy policy = PolicyCompiler.compile(corpus.policy(), "acl", PortNames.inOrderOfAppearance());

        assertEquals(RULES, corpus.rules());
        for (int i = 0; i < FRAMES; i++)
        {
            final int length = corpus.length(i);
            final UnsafeBuffer frame = new UnsafeBuffer(corpus.address(i), length);
            final int leaf = policy.classifier().classify(
                frame, length, PacketParser.ethernet(frame, length), 0, 1, policy.assumedState());
            assertEquals(corpus.first(i), policy.leaves().get(leaf).rule(), "frame " + i + ", seed " + SEED);
        }
    }

    /** A rule that no frame can meet is none: most frames of a corpus are judged by the rule that they were made of. */
    @ParameterizedTest
    @EnumSource(AclShape.class)
    void shouldMeetManyDifferentRules(final AclShape shape)
    {
        final AclCorpus corpus = AclCorpus.of(shape, RULES, FRAMES, SEED);

        final long met = IntStream.range(0, FRAMES).map(corpus::first).distinct().count();

        assertTrue(FRAMES * 2 / 3 < met, met + " rules of " + FRAMES + " frames, seed " + SEED);
    }

    @Test
    void shouldRepeatWhenTheSeedIsTheSame()
    {
        assertEquals(
            AclCorpus.of(AclShape.FW1, RULES, 1, SEED).policy(), AclCorpus.of(AclShape.FW1, RULES, 1, SEED).policy());
    }
}
