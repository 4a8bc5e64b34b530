package porteira.dpdk;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * The classifier's end of a ring that brings bursts and one that takes the answers. All state is in the rings, so that
 * a new thread with a new object goes on where the last one ended. One thread at a time.
 */
final class RingPair
{
    private final OneToOneRingBuffer rxRing;
    private final OneToOneRingBuffer txRing;
    private final AtomicBuffer txBuffer;
    private final ControlledMessageHandler onRecord = this::onRecord;

    private BurstHandler handler;
    private int frames;

    /** Rings of {@code length} bytes each, trailer included. */
    RingPair(final long rxAddress, final int rxLength, final long txAddress, final int txLength)
    {
        rxRing = new OneToOneRingBuffer(new UnsafeBuffer(rxAddress, rxLength));
        txRing = new OneToOneRingBuffer(new UnsafeBuffer(txAddress, txLength));
        txBuffer = txRing.buffer();
    }

    /** As {@link Lane#poll}. */
    int poll(final BurstHandler burstHandler, final int burstLimit)
    {
        handler = burstHandler;
        frames = 0;
        if (0 == rxRing.controlledRead(onRecord, burstLimit))
        {
            // A read ends where the ring does, and may have passed nothing but the padding there.
            rxRing.controlledRead(onRecord, burstLimit);
        }
        return frames;
    }

    private ControlledMessageHandler.Action onRecord(
        final int typeId, final MutableDirectBuffer rxBuffer, final int index, final int length)
    {
        final int count = rxBuffer.getInt(index + BurstLayout.COUNT_OFFSET);
        final int answerLength = BurstLayout.HEADER_LENGTH + count * BurstLayout.TX_DESCRIPTOR_LENGTH;
        final int answer = txRing.tryClaim(BurstLayout.RECORD_TYPE_BURST, answerLength);
        if (0 > answer)
        {
            return ControlledMessageHandler.Action.ABORT;
        }
        try
        {
            txBuffer.putLong(answer, 0);
            txBuffer.putInt(answer + BurstLayout.COUNT_OFFSET, count);
            BurstRecords.judge(
                handler,
                rxBuffer, index + BurstLayout.HEADER_LENGTH,
                txBuffer, answer + BurstLayout.HEADER_LENGTH,
                count);
        }
        finally
        {
            txRing.commit(answer);
            frames += count;
        }
        return ControlledMessageHandler.Action.CONTINUE;
    }
}
