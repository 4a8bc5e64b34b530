package porteira.bench.corpus;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import porteira.wire.IpProtocol;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.Teredo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameCorpusTest
{
    private static final int FRAMES = 1000;

    @ParameterizedTest
    @EnumSource(FrameMix.class)
    void shouldBeWellFormedWhenParsed(final FrameMix mix)
    {
        final FrameCorpus corpus = FrameCorpus.of(mix, 7, FRAMES);

        for (int i = 0; i < FRAMES; i++)
        {
            final long layout = PacketParser.ethernet(corpus.frame(i), corpus.length(i));
            assertEquals(Malformed.NONE.id(), PacketLayout.malformed(layout), "frame " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(FrameMix.class)
    void shouldRepeatWhenTheSeedIsTheSame(final FrameMix mix)
    {
        final FrameCorpus first = FrameCorpus.of(mix, 7, FRAMES);
        final FrameCorpus second = FrameCorpus.of(mix, 7, FRAMES);

        for (int i = 0; i < FRAMES; i++)
        {
            assertEquals(first.frame(i), second.frame(i), "frame " + i);
        }
        assertNotEquals(first.frame(0), FrameCorpus.of(mix, 8, FRAMES).frame(0));
    }

    @Test
    void shouldHold64BytesWhenMadeForLoops()
    {
        final FrameCorpus corpus = FrameCorpus.of(FrameMix.LOOP_64, 7, FRAMES);

        int tcp = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            final long layout = PacketParser.ethernet(corpus.frame(i), corpus.length(i));
            assertEquals(64, corpus.length(i));
            assertEquals(0, corpus.ingress(i));
            tcp += IpProtocol.TCP == PacketLayout.protocol(layout) ? 1 : 0;
        }
        assertTrue(600 < tcp && tcp < 800, "tcp=" + tcp);
    }

    @Test
    void shouldHideAPacketInEveryFrameWhenTeredo()
    {
        final FrameCorpus corpus = FrameCorpus.of(FrameMix.TEREDO, 7, FRAMES);

        for (int i = 0; i < FRAMES; i++)
        {
            final DirectBuffer frame = corpus.frame(i);
            final long outer = PacketParser.ethernet(frame, corpus.length(i));
            final long inner = Teredo.inner(frame, outer, corpus.length(i));
            assertEquals(IpProtocol.TCP, PacketLayout.protocol(inner), "frame " + i);
        }
    }

    @Test
    void shouldComeFromBothSidesWhenResidential()
    {
        final FrameCorpus corpus = FrameCorpus.of(FrameMix.RESIDENTIAL, 7, FRAMES);

        int outside = 0;
        for (int i = 0; i < FRAMES; i++)
        {
            outside += corpus.ingress(i);
        }
        assertTrue(100 < outside && outside < 500, "outside=" + outside);
    }
}
