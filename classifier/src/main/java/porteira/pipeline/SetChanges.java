package porteira.pipeline;

import porteira.policy.Action;

/** Carries out what rules want done to sets. Conductor's thread. */
@FunctionalInterface
public interface SetChanges
{
    /**
     * A rule's change.
     *
     * @param high  bits 127..64 of each part of the key; valid during the call
     * @param low   bits 63..0
     * @param parts entries that count
     */
    void apply(Action.SetUpdate update, long[] high, long[] low, int parts);
}
