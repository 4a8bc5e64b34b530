/**
 * Sets that are looked up frame by frame. {@link porteira.set.PrefixSet} is immutable and holds prefixes and ranges;
 * {@link porteira.set.HostSet} holds single keys that come and go while lanes look them up. Both answer
 * {@link porteira.set.Membership}. One thread, the conductor, changes a set; any thread reads it without a lock.
 */
package porteira.set;
