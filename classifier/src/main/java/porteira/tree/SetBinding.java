package porteira.tree;

import java.security.SecureRandom;
import porteira.policy.SetDeclaration;
import porteira.set.Membership;
import porteira.set.Sets;

/** Finds what stands behind the sets of a policy. Asked while the policy is compiled, once for each set. */
@FunctionalInterface
public interface SetBinding
{
    /** For one policy, every set as its text says, its timeouts counted from now. */
    static SetBinding asWritten()
    {
        final Sets sets = new Sets(null, Runnable::run, System.currentTimeMillis(), new SecureRandom()::nextLong);
        return sets.candidate()::bind;
    }

    /**
     * The content of a set; it may change while lanes ask, and must then be safe for readers on any thread.
     *
     * @param set with one type or several; keys are the concatenated values, see {@link Membership}
     */
    Membership bind(SetDeclaration set);
}
