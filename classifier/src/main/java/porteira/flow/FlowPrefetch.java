package porteira.flow;

import org.agrona.DirectBuffer;
import porteira.dpdk.BurstLayout;
import porteira.wire.PacketLayout;

/**
 * Brings near what a burst's frames will ask of the table: the index, then the entries. Each step is a short loop over
 * all frames, so that as many ways to memory overlap as the processor can have under way at once. One thread.
 */
final class FlowPrefetch
{
    private final FlowKey key;
    private final FlowTable table;
    private final long[] hashes = new long[BurstLayout.BURST_MAX];
    private final int[] entries = new int[BurstLayout.BURST_MAX];
    private int touched;

    /** Of a lane. @param key written over by each call */
    FlowPrefetch(final FlowKey key, final FlowTable table)
    {
        this.key = key;
        this.table = table;
    }

    /** As {@link ConnectionTracker#prefetch}. */
    void bringNear(final DirectBuffer[] frames, final long[] layouts, final int count)
    {
        final int known = hash(frames, layouts, count);
        int sum = 0;
        for (int i = 0; i < known; i++)
        {
            sum += table.touchIndex(hashes[i]);
        }
        for (int i = 0; i < known; i++)
        {
            entries[i] = table.likely(hashes[i]);
        }
        for (int i = 0; i < known; i++)
        {
            sum += table.touch(entries[i]);
        }
        // Kept, or the compiler would find that nobody needs these reads.
        touched = sum;
    }

    private int hash(final DirectBuffer[] frames, final long[] layouts, final int count)
    {
        int known = 0;
        for (int i = 0; i < count; i++)
        {
            final long layout = layouts[i];
            if (0 == PacketLayout.malformed(layout) &&
                PacketLayout.TRANSPORT_HEADER == PacketLayout.transport(layout) &&
                KeyReader.read(key, frames[i], layout, KeyReader.vlans(frames[i], layout)))
            {
                hashes[known++] = key.hash;
            }
        }
        return known;
    }
}
