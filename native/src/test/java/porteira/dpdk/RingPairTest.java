package porteira.dpdk;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingPairTest
{
    private static final int LENGTH = LaneConfig.RING_MIN + RingBufferDescriptor.TRAILER_LENGTH;
    private static final int FULL = BurstLayout.BURST_MAX;
    private static final int LIMIT = 4;

    private final UnsafeBuffer rxMemory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, 128));
    private final UnsafeBuffer txMemory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, 128));
    private final OneToOneRingBuffer poller = new OneToOneRingBuffer(rxMemory);
    private final OneToOneRingBuffer answers = new OneToOneRingBuffer(txMemory);
    private final RingPair rings =
        new RingPair(rxMemory.addressOffset(), LENGTH, txMemory.addressOffset(), LENGTH);

    private final MessageHandler onAnswer = this::readAnswer;

    private long sent;
    private long judged;
    private long answered;
    private long freed;

    @Test
    void shouldHandOverNothingWhenRingIsEmpty()
    {
        assertEquals(0, rings.poll(this::forward, LIMIT));
    }

    @Test
    void shouldHandOverAtMostTheBurstsAskedFor()
    {
        send(5);
        send(7);
        send(9);

        assertEquals(12, rings.poll(this::forward, 2));
        assertEquals(9, rings.poll(this::forward, 2));
        readAnswers();
        assertEquals(21, answered);
    }

    @Test
    void shouldKeepTheBurstWhenTheAnswerFindsNoRoom()
    {
        int frames;
        do
        {
            send(FULL);
            frames = rings.poll(this::forward, LIMIT);
        }
        while (0 != frames);
        final long before = judged;

        assertEquals(0, rings.poll(this::forward, LIMIT));
        assertEquals(sent - FULL, before);

        readAnswers();
        assertEquals(FULL, rings.poll(this::forward, LIMIT));
        readAnswers();
        assertEquals(sent, answered);
    }

    @Test
    void shouldFreeTheFramesOnceWhenTheHandlerThrows()
    {
        send(3);
        send(4);

        assertThrows(IllegalStateException.class, () -> rings.poll(RingPairTest::fail, LIMIT));
        judged += 3;
        readAnswers();
        assertEquals(3, freed);

        assertEquals(4, rings.poll(this::forward, LIMIT));
        readAnswers();
        assertEquals(7, answered);
        assertEquals(3, freed);
    }

    @Test
    void shouldAllocateNothingWhenPolled()
    {
        final BurstHandler handler = this::forward;

        AllocationAssert.none(() ->
        {
            send(FULL);
            rings.poll(handler, LIMIT);
            readAnswers();
        });

        assertTrue(0 < answered);
        assertEquals(sent, answered);
    }

    private void send(final int count)
    {
        final int at = poller.tryClaim(
            BurstLayout.RECORD_TYPE_BURST, BurstLayout.HEADER_LENGTH + count * BurstLayout.RX_DESCRIPTOR_LENGTH);
        if (0 <= at)
        {
            rxMemory.putInt(at + BurstLayout.COUNT_OFFSET, count);
            for (int i = 0; i < count; i++)
            {
                final int to = at + BurstLayout.HEADER_LENGTH + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
                rxMemory.putLong(to + BurstLayout.MBUF_OFFSET, sent++);
            }
            poller.commit(at);
        }
    }

    private void forward(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
            final long mbuf = rx.getLong(rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH + BurstLayout.MBUF_OFFSET);
            assertEquals(judged, mbuf);
            judged++;
            tx.putLong(to + BurstLayout.MBUF_OFFSET, mbuf);
            tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(1));
        }
    }

    private static void fail(
        final DirectBuffer rx, final int rxIndex, final MutableDirectBuffer tx, final int txIndex, final int count)
    {
        tx.putLong(txIndex, 0x5A5A5A5A5A5A5A5AL);
        throw new IllegalStateException("given up on purpose");
    }

    private void readAnswers()
    {
        while (0 < answers.size())
        {
            answers.read(onAnswer);
        }
    }

    private void readAnswer(final int typeId, final MutableDirectBuffer record, final int at, final int length)
    {
        assertEquals(BurstLayout.RECORD_TYPE_BURST, typeId);
        final int count = record.getInt(at + BurstLayout.COUNT_OFFSET);
        for (int i = 0; i < count; i++)
        {
            final int from = at + BurstLayout.HEADER_LENGTH + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
            assertEquals(answered, record.getLong(from + BurstLayout.MBUF_OFFSET));
            answered++;
            freed += 0 == record.getInt(from + BurstLayout.TX_EGRESS_OFFSET) ? 1 : 0;
        }
    }
}
