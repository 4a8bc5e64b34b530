package porteira.tree;

import porteira.policy.SetDeclaration;
import porteira.set.Membership;

/** Finds what stands behind the sets of a policy. Asked while the policy is compiled, once for each set. */
@FunctionalInterface
public interface SetBinding
{
    /** Every set as the policy's text says, its timeouts not yet over. */
    SetBinding AS_WRITTEN = FixedSet::new;

    /**
     * The content of a set; it may change while lanes ask, and must then be safe for readers on any thread.
     *
     * @param set with one type or several; keys are the concatenated values, see {@link Membership}
     */
    Membership bind(SetDeclaration set);
}
