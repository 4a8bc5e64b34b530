package porteira.tree;

import org.agrona.DirectBuffer;

/** A condition on one frame that is asked as a whole. Stateless, allocates nothing. */
interface Query
{
    /**
     * True if the condition holds; only asked where the fields it needs are there.
     *
     * @param layout of the outermost packet
     */
    boolean test(DirectBuffer frame, int length, long layout, int ingress, int egress);
}
