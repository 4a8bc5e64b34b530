package porteira.dpdk;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Judges one burst in place. Called on the lane's classifier thread; must neither block nor throw. */
@FunctionalInterface
public interface BurstHandler
{
    /**
     * Read {@code count} rx descriptors ({@link BurstLayout}) from {@code rxIndex} on and write exactly {@code count}
     * tx descriptors, in any order of frames, from {@code txIndex} on. Both buffers are valid during the call only;
     * each mbuf handle read must be written once: the lane owns the frames again when the call returns.
     */
    void onBurst(DirectBuffer rx, int rxIndex, MutableDirectBuffer tx, int txIndex, int count);
}
