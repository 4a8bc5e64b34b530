package porteira.config;

import java.util.List;

/**
 * One network device as found on the host.
 *
 * @param address       PCI address; empty for an interface without one.
 * @param pciId         {@code vendor:device}; empty likewise.
 * @param interfaceName the kernel's name; empty while the kernel does not drive the device.
 * @param driver        what drives it now, e.g. {@code ixgbe}, {@code vfio-pci}; empty: nothing.
 * @param numaNode      -1: the host has only one, or does not say.
 * @param iommuGroup    empty: none.
 * @param link          {@code up}, {@code down} or {@code -} where only the driver of now knows.
 * @param speedMbps     of the link; 0: not known.
 * @param hasAddress    the kernel has an IP address on it, link-local ones aside.
 * @param hasDefaultRoute this host's way out leads through it.
 * @param profile       the one that matches.
 * @param findings      what is wrong with it, most pressing first.
 */
public record Nic(
    String address,
    String pciId,
    String interfaceName,
    String driver,
    int numaNode,
    String iommuGroup,
    String link,
    int speedMbps,
    boolean hasAddress,
    boolean hasDefaultRoute,
    HwProfile profile,
    List<Finding> findings)
{
    /** Copies its list. */
    public Nic
    {
        findings = List.copyOf(findings);
    }

    /** What to write as {@code device} in gateway.toml. */
    public String device()
    {
        return address.isEmpty() ? "net_af_packet0,iface=" + interfaceName : address;
    }

    /** True if nothing keeps a gateway from using it. */
    public boolean isReady()
    {
        return findings.stream().noneMatch(Finding::isBlocking);
    }

    Nic withFindings(final List<Finding> all)
    {
        return new Nic(address, pciId, interfaceName, driver, numaNode, iommuGroup, link, speedMbps,
            hasAddress, hasDefaultRoute, profile, all);
    }
}
