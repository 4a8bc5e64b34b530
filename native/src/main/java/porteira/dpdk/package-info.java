/**
 * DPDK and libpcap for Java: a typed face over the shim that {@code porteira.h} describes.
 *
 * <p>Signatures carry {@code long} handles and addresses, {@code int} codes, records and Agrona buffers. Only this
 * package uses {@code porteira.dpdk.bindings}, which is jextract's output ({@code make bindings}) and never edited.
 *
 * <p>Calls are of two kinds. <em>Control</em> calls (all of {@link porteira.dpdk.Eal}, {@link porteira.dpdk.Port},
 * {@link porteira.dpdk.Mempool}, {@link porteira.dpdk.Poller} and the making and closing of lanes) may block and are to
 * be made by one thread at a time. <em>Lane</em> calls ({@link porteira.dpdk.Lane#poll}) belong to the thread that owns
 * the lane and neither block nor allocate.
 */
package porteira.dpdk;
