/**
 * What rules count: rates, rates by key, and how many destinations a source calls. A rule's rate is one for all lanes;
 * whatever is counted by key is counted on each lane, bounded tables with seeded hashes and one writer, the lane's
 * thread. Nothing allocates after construction.
 */
package porteira.limit;
