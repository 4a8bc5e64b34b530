package porteira.policy.element;

/** Takes elements as they are read. */
@FunctionalInterface
public interface ElementSink
{
    /** Life of an element that does not expire. */
    long FOR_EVER = Long.MAX_VALUE;

    /**
     * One element.
     *
     * @param first   two words for each part of the key, the upper one first; the caller's, and valid during the call
     * @param last    the same, not below {@code first}
     * @param life    milliseconds from when it comes into the set; 0 for the set's default, {@link #FOR_EVER}, or below
     *                0 the negative of the epoch milliseconds when it ends
     * @param comment owner, reason; empty if none
     * @param line    of the file, from 1
     */
    void onElement(long[] first, long[] last, long life, String comment, int line);
}
