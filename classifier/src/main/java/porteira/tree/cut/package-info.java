/**
 * Search for the first of many rules that holds a key. A rule is a {@linkplain porteira.tree.cut.Boxes box}: bits that
 * must have certain values in some words, and fields that must lie in ranges in one more word. {@link
 * porteira.tree.cut.Cutter} gathers boxes in trees whose nodes extract, with one instruction, the bits that tell most
 * of them apart. Knows nothing of packets or policies.
 */
package porteira.tree.cut;
