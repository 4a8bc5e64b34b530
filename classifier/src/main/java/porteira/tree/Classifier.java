package porteira.tree;

import org.agrona.DirectBuffer;

/**
 * A policy in executable form. Implementations keep nothing, allocate nothing, throw nothing and read no byte outside
 * {@code [0, length)}: {@link LinearMatcher} defines what is right, generated classes are fast.
 */
public interface Classifier
{
    /**
     * Judge one frame.
     *
     * @param frame   the Ethernet header is at index 0
     * @param length  bytes readable
     * @param layout  {@link porteira.wire.PacketLayout} of the outermost packet
     * @param ingress index of the bridge port it came in on, 0..31
     * @param egress  index of the bridge port it would leave by; only read where {@link CompiledPolicy#readsEgress}
     * @param state   of the lane; asked only where a rule needs it
     * @return index of a {@link Leaf} of the policy, never negative
     */
    int classify(DirectBuffer frame, int length, long layout, int ingress, int egress, State state);
}
