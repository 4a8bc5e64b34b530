package porteira.flow;

import porteira.wire.IpProtocol;

import java.lang.invoke.VarHandle;

import static porteira.flow.FlowDescriptor.DEADLINE_OFFSET;
import static porteira.flow.FlowDescriptor.EMBRYONIC;
import static porteira.flow.FlowDescriptor.ENTRY_LENGTH;
import static porteira.flow.FlowDescriptor.FACTS_OFFSET;
import static porteira.flow.FlowDescriptor.HIGH_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.HIGH_LOW_OFFSET;
import static porteira.flow.FlowDescriptor.IPV6;
import static porteira.flow.FlowDescriptor.KEY_FACTS;
import static porteira.flow.FlowDescriptor.LOW_HIGH_OFFSET;
import static porteira.flow.FlowDescriptor.LOW_LOW_OFFSET;
import static porteira.flow.FlowDescriptor.MAPPED;
import static porteira.flow.FlowDescriptor.MAPPING_OFFSET;
import static porteira.flow.FlowDescriptor.NEXT_OFFSET;
import static porteira.flow.FlowDescriptor.ORIGIN_LOW;
import static porteira.flow.FlowDescriptor.PRESENT;
import static porteira.flow.FlowDescriptor.PREVIOUS_OFFSET;
import static porteira.flow.FlowDescriptor.SEQUENCE_OFFSET;
import static porteira.flow.FlowDescriptor.TRANSLATED;
import static porteira.flow.FlowDescriptor.WORD_OFFSET;
import static porteira.flow.FlowDescriptor.entry;

/**
 * The connections of one lane: found by key, begun, forgotten. Each stands in one entry of {@link FlowDescriptor};
 * {@link FlowIndex} leads to it from the packets of its originator and, where it is translated, from the answers'
 * addresses too. Embryonic ones hang on a list, the oldest first. One thread; works in bounded time, never throws.
 */
final class FlowTable
{
    /** {@link #find}: no connection has this key. */
    static final int MISS = 0;
    /** {@link #find}: a translated connection's addresses, but in a direction in which it has others. */
    static final int CLASH = -1;

    private final FlowWords buffer;
    private final FlowIndex index;
    private final MappingSlab mappings;
    private final FlowTally tally;
    private final FlowKey answerKey;
    private final FlowKey probeKey;
    private final int capacity;
    private final int embryonicLimit;
    private int used;
    private int free;
    private int embryonic;
    private int oldest;
    private int newest;
    private int sweepPosition;

    FlowTable(final FlowMemory memory, final long seed, final FlowTally tally)
    {
        final FlowLimits limits = memory.limits();
        this.tally = tally;
        buffer = memory.words();
        capacity = limits.connections();
        embryonicLimit = limits.embryonic();
        index = new FlowIndex(capacity + limits.mappings());
        mappings = new MappingSlab(buffer, limits);
        answerKey = new FlowKey(seed);
        probeKey = new FlowKey(seed);
    }

    MappingSlab mappings()
    {
        return mappings;
    }

    /**
     * The connection of a packet: its reference times two, plus one if the packet is an answer; {@link #MISS} or
     * {@link #CLASH}.
     */
    int find(final FlowKey key)
    {
        int reference = index.first(key.hash);
        while (FlowIndex.NONE != reference)
        {
            final int found = match(reference, key);
            if (MISS != found)
            {
                return found;
            }
            reference = index.next();
        }
        return MISS;
    }

    /** Read what {@link #find} looks at first for a key of that hash; what is returned has no meaning. */
    int touchIndex(final long hash)
    {
        return index.touch(hash);
    }

    /** Where the entry of a key of that hash most likely lies. */
    int likely(final long hash)
    {
        return entry(index.likely(hash));
    }

    /** Read both lines of an entry; what is returned has no meaning. */
    int touch(final int entry)
    {
        return buffer.getInt(entry + FACTS_OFFSET) + buffer.getInt(entry + FlowDescriptor.LAST_END_OFFSET);
    }

    /** True if answers to the scratch entry under translation {@code mapping} would be taken for another's. */
    boolean isAnswerTaken(final int mapping)
    {
        loadAnswerKey(probeKey, entry(0), mapping);
        return MISS != find(probeKey);
    }

    /** True if the answers' key is another than that of the scratch entry itself. */
    boolean isTranslation(final int mapping)
    {
        final int entry = entry(0);
        loadAnswerKey(probeKey, entry, mapping);
        return !hasKey(entry, probeKey) ||
            probeKey.isSourceLow != (0 != (buffer.getInt(entry + FACTS_OFFSET) & ORIGIN_LOW));
    }

    /**
     * Let the connection in the scratch entry begin; an embryonic one where there are too many takes the oldest one's
     * place, any one where all places are taken likewise.
     *
     * @return its reference or 0, the reason counted
     */
    int insert()
    {
        if (embryonic >= embryonicLimit)
        {
            evictOldest();
        }
        final int reference = take();
        if (0 == reference)
        {
            tally.increment(FlowCounter.FULL);
            return 0;
        }

        final int scratch = entry(0);
        if (!index.insert(hash(scratch), reference))
        {
            release(reference);
            tally.increment(FlowCounter.INDEX_FULL);
            return 0;
        }
        if (0 != (buffer.getInt(scratch + FACTS_OFFSET) & MAPPED) && !insertMapping(reference))
        {
            index.remove(hash(scratch), reference);
            release(reference);
            tally.increment(FlowCounter.MAPPINGS_FULL);
            return 0;
        }
        copyScratch(entry(reference));
        link(reference);
        tally.live(1);
        tally.increment(FlowCounter.INSERTED);
        return reference;
    }

    /** Forget a connection. */
    void remove(final int reference, final FlowCounter reason)
    {
        final int entry = entry(reference);
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        index.remove(hash(entry), reference);
        if (0 != (facts & MAPPED))
        {
            removeMapping(entry, reference, facts);
        }
        if (0 != (facts & EMBRYONIC))
        {
            unlink(entry);
        }
        final int sequence = buffer.getInt(entry + SEQUENCE_OFFSET);
        buffer.putIntOpaque(entry + SEQUENCE_OFFSET, sequence + 1);
        VarHandle.storeStoreFence();
        buffer.putInt(entry + FACTS_OFFSET, 0);
        buffer.putIntRelease(entry + SEQUENCE_OFFSET, sequence + 2);
        release(reference);
        tally.live(-1);
        tally.increment(reason);
    }

    /** A connection is embryonic no more. */
    void settle(final int reference)
    {
        final int entry = entry(reference);
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        if (0 != (facts & EMBRYONIC))
        {
            unlink(entry);
            buffer.putIntRelease(entry + FACTS_OFFSET, facts & ~EMBRYONIC);
        }
    }

    /**
     * Look at the next entries and forget those whose time is over.
     *
     * @return how many were forgotten
     */
    int sweep(final int entries, final long nowMs)
    {
        final int last = used;
        int position = sweepPosition;
        int removed = 0;
        for (int i = Math.min(entries, last); i > 0; i--)
        {
            position = position >= last ? 1 : position + 1;
            final int entry = entry(position);
            if (0 != (buffer.getInt(entry + FACTS_OFFSET) & PRESENT) &&
                buffer.getLong(entry + DEADLINE_OFFSET) <= nowMs)
            {
                remove(position, FlowCounter.EXPIRED);
                removed++;
            }
        }
        sweepPosition = position;
        return removed;
    }

    private int match(final int reference, final FlowKey key)
    {
        final int entry = entry(reference);
        final int facts = buffer.getInt(entry + FACTS_OFFSET);
        if (hasKey(entry, key))
        {
            final boolean isReply = key.isSourceLow != (0 != (facts & ORIGIN_LOW));
            return isReply ? 0 == (facts & TRANSLATED) ? reference << 1 | 1 : CLASH : reference << 1;
        }
        return 0 == (facts & TRANSLATED) ? MISS : matchAnswer(reference, entry, key);
    }

    private boolean hasKey(final int entry, final FlowKey key)
    {
        return key.word == buffer.getLong(entry + WORD_OFFSET) &&
            key.lowLow == buffer.getLong(entry + LOW_LOW_OFFSET) &&
            key.highLow == buffer.getLong(entry + HIGH_LOW_OFFSET) &&
            key.lowHigh == buffer.getLong(entry + LOW_HIGH_OFFSET) &&
            key.highHigh == buffer.getLong(entry + HIGH_HIGH_OFFSET) &&
            key.facts == (buffer.getInt(entry + FACTS_OFFSET) & KEY_FACTS);
    }

    private int matchAnswer(final int reference, final int entry, final FlowKey key)
    {
        loadAnswerKey(answerKey, entry, buffer.getInt(entry + MAPPING_OFFSET));
        return key.isSame(answerKey) ?
            key.isSourceLow == answerKey.isSourceLow ? CLASH : reference << 1 | 1 : MISS;
    }

    /** Key of the originator's frames as they are behind the gateway. */
    private void loadAnswerKey(final FlowKey key, final int entry, final int mapping)
    {
        final int word = (int)buffer.getLong(entry + WORD_OFFSET);
        final int protocol = word & FlowKey.PROTOCOL_MASK;
        final boolean isIpv6 = 0 != (buffer.getInt(entry + FACTS_OFFSET) & IPV6);
        key.set(isIpv6, mappings.sourceHigh(mapping), mappings.sourceLow(mapping), mappings.sourcePort(mapping),
            mappings.destinationHigh(mapping), mappings.destinationLow(mapping), mappings.destinationPort(mapping),
            protocol, word >>> FlowKey.VLANS_SHIFT, (isIpv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP) == protocol);
    }

    private long hash(final int entry)
    {
        return probeKey.hash(buffer.getInt(entry + FACTS_OFFSET) & KEY_FACTS,
            buffer.getLong(entry + LOW_HIGH_OFFSET), buffer.getLong(entry + LOW_LOW_OFFSET),
            buffer.getLong(entry + HIGH_HIGH_OFFSET), buffer.getLong(entry + HIGH_LOW_OFFSET),
            buffer.getLong(entry + WORD_OFFSET));
    }

    private boolean insertMapping(final int reference)
    {
        final int scratch = entry(0);
        final int mapping = mappings.take(reference);
        if (0 == mapping)
        {
            return false;
        }
        if (0 != (buffer.getInt(scratch + FACTS_OFFSET) & TRANSLATED))
        {
            loadAnswerKey(probeKey, scratch, mapping);
            if (!index.insert(probeKey.hash, reference))
            {
                mappings.giveBack(mapping);
                return false;
            }
        }
        buffer.putInt(scratch + MAPPING_OFFSET, mapping);
        tally.mappings(1);
        return true;
    }

    private void removeMapping(final int entry, final int reference, final int facts)
    {
        final int mapping = buffer.getInt(entry + MAPPING_OFFSET);
        if (0 != (facts & TRANSLATED))
        {
            loadAnswerKey(probeKey, entry, mapping);
            index.remove(probeKey.hash, reference);
        }
        mappings.giveBack(mapping);
        tally.mappings(-1);
    }

    private void copyScratch(final int entry)
    {
        final int scratch = entry(0);
        final int sequence = buffer.getInt(entry + SEQUENCE_OFFSET);
        buffer.putIntOpaque(entry + SEQUENCE_OFFSET, sequence + 1);
        VarHandle.storeStoreFence();
        buffer.copy(scratch, entry, FACTS_OFFSET);
        buffer.copy(scratch + DEADLINE_OFFSET, entry + DEADLINE_OFFSET, ENTRY_LENGTH - DEADLINE_OFFSET);
        buffer.putInt(entry + FACTS_OFFSET, buffer.getInt(scratch + FACTS_OFFSET) | PRESENT | EMBRYONIC);
        buffer.putIntRelease(entry + SEQUENCE_OFFSET, sequence + 2);
    }

    private int take()
    {
        if (0 == free && used == capacity)
        {
            evictOldest();
        }
        final int reference = free;
        if (0 != reference)
        {
            free = buffer.getInt(entry(reference) + NEXT_OFFSET);
            return reference;
        }
        if (used == capacity)
        {
            return 0;
        }
        buffer.putIntRelease(FlowDescriptor.HIGH_WATER_OFFSET, ++used);
        return used;
    }

    private void release(final int reference)
    {
        buffer.putInt(entry(reference) + NEXT_OFFSET, free);
        free = reference;
    }

    private void evictOldest()
    {
        if (0 != oldest)
        {
            remove(oldest, FlowCounter.EVICTED_EMBRYONIC);
        }
    }

    private void link(final int reference)
    {
        final int entry = entry(reference);
        buffer.putInt(entry + PREVIOUS_OFFSET, newest);
        buffer.putInt(entry + NEXT_OFFSET, 0);
        if (0 == newest)
        {
            oldest = reference;
        }
        else
        {
            buffer.putInt(entry(newest) + NEXT_OFFSET, reference);
        }
        newest = reference;
        embryonic++;
        tally.embryonic(1);
    }

    private void unlink(final int entry)
    {
        final int previous = buffer.getInt(entry + PREVIOUS_OFFSET);
        final int next = buffer.getInt(entry + NEXT_OFFSET);
        if (0 == previous)
        {
            oldest = next;
        }
        else
        {
            buffer.putInt(entry(previous) + NEXT_OFFSET, next);
        }
        if (0 == next)
        {
            newest = previous;
        }
        else
        {
            buffer.putInt(entry(next) + PREVIOUS_OFFSET, previous);
        }
        embryonic--;
        tally.embryonic(-1);
    }
}
