/**
 * The nftables front end: {@link porteira.policy.nft.NftReader} turns a file of the {@code bridge} family into a
 * {@link porteira.policy.Policy}, or lists everything that is wrong with it. Words, their order and their meaning are
 * nft 1.0.6's; what porteira does not know is refused by name, and nothing is skipped.
 */
package porteira.policy.nft;
