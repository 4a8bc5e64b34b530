/**
 * What rules count on one lane: rates, rates by key, and how many destinations a source calls. Bounded tables, seeded
 * hashes, one writer: the lane's thread. Nothing allocates after construction.
 */
package porteira.limit;
