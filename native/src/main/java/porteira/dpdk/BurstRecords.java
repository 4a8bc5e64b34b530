package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What both kinds of lane do with a burst. */
final class BurstRecords
{
    private BurstRecords()
    {
    }

    /**
     * Let {@code handler} judge a burst. If it throws in spite of its contract, all frames of the burst are freed: they
     * have one owner again, and a gate that fails stays shut.
     */
    static void judge(
        final BurstHandler handler,
        final DirectBuffer rx,
        final int rxIndex,
        final MutableDirectBuffer tx,
        final int txIndex,
        final int count)
    {
        boolean judged = false;
        try
        {
            handler.onBurst(rx, rxIndex, tx, txIndex, count);
            judged = true;
        }
        finally
        {
            if (!judged)
            {
                free(rx, rxIndex, tx, txIndex, count);
            }
        }
    }

    private static void free(
        final DirectBuffer rx,
        final int rxIndex,
        final MutableDirectBuffer tx,
        final int txIndex,
        final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int from = rxIndex + i * BurstLayout.RX_DESCRIPTOR_LENGTH;
            final int to = txIndex + i * BurstLayout.TX_DESCRIPTOR_LENGTH;
            tx.putLong(to + BurstLayout.MBUF_OFFSET, rx.getLong(from + BurstLayout.MBUF_OFFSET));
            tx.putLong(to + BurstLayout.TX_ANSWER_OFFSET, BurstLayout.answer(0));
        }
    }
}
