package porteira.config;

/** How DPDK gets at a device. */
public enum Bind
{
    /** The kernel driver lets go; vfio-pci takes over. */
    VFIO_PCI,
    /** The kernel driver stays, DPDK works beside it; unbinding breaks the port. */
    BIFURCATED,
    /** No PCI device: the EAL makes the port from its arguments. */
    VDEV
}
