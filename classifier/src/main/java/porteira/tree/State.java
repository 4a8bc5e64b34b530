package porteira.tree;

import org.agrona.DirectBuffer;

/**
 * What a lane knows that a frame does not tell. Belongs to one lane and is called on its thread only; allocates nothing
 * and throws nothing.
 */
public interface State
{
    /**
     * State of the connection that the outermost packet belongs to.
     *
     * @param layout of the outermost packet
     * @return one of nftables' bits: invalid 1, established 2, related 4, new 8, untracked 64
     */
    int connection(DirectBuffer frame, int length, long layout, int ingress);

    /**
     * Ask a question, which may change the answer to the next one. Called when the walk comes to the rule, once.
     *
     * @param question index in {@link porteira.policy.Policy#questions}
     * @param layout   of the outermost packet
     * @return true if it holds
     */
    boolean ask(int question, DirectBuffer frame, int length, long layout, int ingress);
}
