package porteira.policy;

import java.util.List;

/** What a rule asks of the lane's memory; asking may change the memory, so a walk asks when it comes to it, once. */
public sealed interface Question permits Question.Rate, Question.Connections, Question.Fanout, Question.Meter
{
    /**
     * {@code limit rate}: a token bucket.
     *
     * @param amount   tokens a period
     * @param periodNs nanoseconds
     * @param burst    tokens the bucket holds beyond the rate
     * @param bytes    true if a token is a byte, false if it is a frame
     * @param over     true if it holds for what exceeds the rate, false for what stays within
     */
    record Rate(long amount, long periodNs, long burst, boolean bytes, boolean over) implements Question
    {
    }

    /**
     * {@code ct count}: connections that came by here and live.
     *
     * @param count limit
     * @param over  true if it holds beyond the limit
     */
    record Connections(long count, boolean over) implements Question
    {
    }

    /**
     * {@code fanout over}: distinct destinations that one source calls.
     *
     * @param amount   destinations a period, at most {@link #MAX_AMOUNT}
     * @param periodNs nanoseconds
     */
    record Fanout(long amount, long periodNs) implements Question
    {
        /** Most destinations a period that a lane can tell apart. */
        public static final int MAX_AMOUNT = 1500;
    }

    /**
     * One question for each key: {@code add @set { ip saddr limit rate over 10/minute }}.
     *
     * @param set       names the memory
     * @param key       what is counted apart
     * @param timeoutMs life of a key that is not seen again, 0 for the set's default
     * @param inner     asked for the key
     */
    record Meter(SetDeclaration set, List<Field> key, long timeoutMs, Question inner) implements Question
    {
        /** Takes a copy of the key. */
        public Meter
        {
            key = List.copyOf(key);
        }
    }
}
