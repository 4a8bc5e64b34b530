/**
 * Sets that are looked up frame by frame. {@link porteira.set.PrefixSet} is immutable and holds prefixes and ranges;
 * {@link porteira.set.HostSet} holds single keys that come and go while lanes look them up. Both answer
 * {@link porteira.set.Membership}.
 * <p>
 * {@link porteira.set.Sets} has the sets of the policy in force: a {@link porteira.set.LiveSet} for each that can
 * change, which goes on when the policy is replaced, and with {@code flags persist} also when the gateway is. One
 * thread, the conductor, changes them; any thread reads them without a lock. {@link porteira.set.ElementBatch} has
 * elements on their way into a set.
 */
package porteira.set;
