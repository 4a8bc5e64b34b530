package porteira.dpdk;

/**
 * What a port says of itself; limits as its driver reports them (0 or 65535 where it has none).
 *
 * @param name              device name; a PCI address for NICs
 * @param driver            poll-mode driver, e.g. {@code net_ixgbe}
 * @param mac               MAC address, first byte on the wire in bits 47..40
 * @param vendorId          PCI vendor, 0 where the port is no PCI device
 * @param deviceId          PCI device, 0 where the port is no PCI device
 * @param socket            NUMA node, -1 unknown
 * @param maxRxQueues       most receive queues
 * @param maxTxQueues       most transmit queues
 * @param rxDescriptorsMin  fewest descriptors in a receive queue
 * @param rxDescriptorsMax  most descriptors in a receive queue
 * @param rxDescriptorsStep their number is a multiple of this
 * @param txDescriptorsMin  fewest descriptors in a transmit queue
 * @param txDescriptorsMax  most descriptors in a transmit queue
 * @param txDescriptorsStep their number is a multiple of this
 * @param retaSize          entries of the RSS redirection table, 0: none
 * @param hashKeySize       bytes of the RSS key, 0: cannot be set
 * @param mtuMin            smallest MTU
 * @param mtuMax            largest MTU
 * @param speeds            {@code RTE_ETH_LINK_SPEED_*} bits
 * @param maxFrameLength    longest frame it receives, bytes
 * @param rssHash           {@code RTE_ETH_RSS_*} bits
 * @param rxOffloads        {@code RTE_ETH_RX_OFFLOAD_*} bits
 * @param txOffloads        {@code RTE_ETH_TX_OFFLOAD_*} bits
 */
public record PortInfo(
    String name,
    String driver,
    long mac,
    int vendorId,
    int deviceId,
    int socket,
    int maxRxQueues,
    int maxTxQueues,
    int rxDescriptorsMin,
    int rxDescriptorsMax,
    int rxDescriptorsStep,
    int txDescriptorsMin,
    int txDescriptorsMax,
    int txDescriptorsStep,
    int retaSize,
    int hashKeySize,
    int mtuMin,
    int mtuMax,
    long speeds,
    long maxFrameLength,
    long rssHash,
    long rxOffloads,
    long txOffloads)
{
}
