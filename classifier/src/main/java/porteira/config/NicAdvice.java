package porteira.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges what was found: what keeps a device from being a gateway's port, and the one command that mends it. */
final class NicAdvice
{
    private static final Set<String> UIO = Set.of("uio_pci_generic", "igb_uio");
    /** Drivers that may share an IOMMU group with a device given to vfio. */
    private static final Set<String> GROUP_MATES = Set.of("", "vfio-pci", "pcieport", "pci-stub");
    private static final String BRIDGE_CLASS = "0x06";
    private static final String NOIOMMU = "sys/module/vfio/parameters/enable_unsafe_noiommu_mode";
    private static final String MLX5_DRIVER = "mlx5_core";

    private final HostFiles files;
    private final List<Integer> laneCpus;

    NicAdvice(final HostFiles files, final List<Integer> laneCpus)
    {
        this.files = files;
        this.laneCpus = List.copyOf(laneCpus);
    }

    List<Finding> pci(final Nic nic)
    {
        final List<Finding> findings = new ArrayList<>();
        if (Bind.BIFURCATED == nic.profile().port().bind())
        {
            bifurcated(nic, findings);
        }
        else
        {
            vfio(nic, findings);
        }
        virtualFunction(nic, findings);
        numa(nic, findings);
        if (HwProfiles.DEFAULT.equals(nic.profile().name()))
        {
            final String folder = String.valueOf(nic.profile().file().getParent());
            findings.add(note("no profile matches " + nic.pciId() + ", so default.toml's values are used",
                "cp " + folder + "/default.toml " + folder + "/mynic.toml"));
        }
        return findings;
    }

    List<Finding> virtual(final Nic nic)
    {
        final String name = nic.interfaceName();
        if (nic.hasDefaultRoute())
        {
            return List.of(careful("this host's default route goes through " + name, ""));
        }
        if (nic.hasAddress())
        {
            return List.of(note("has an IP address: the host itself answers on this wire",
                "ip address flush dev " + name));
        }
        final String flags = files.text("sys/class/net/" + name + "/flags");
        return flags.matches("0x[0-9a-f]{1,7}") && 0 == (Integer.decode(flags) & 1) ?
            List.of(note("is down", "ip link set dev " + name + " up")) : List.of();
    }

    List<Finding> host(final List<Nic> nics)
    {
        final List<Finding> findings = new ArrayList<>();
        if (0 == Hugepages.read(files).freeBytes())
        {
            findings.add(fix("no free hugepages; NICs need them", "sysctl vm.nr_hugepages=1024"));
        }
        final boolean wanted = nics.stream().anyMatch(nic -> !nic.address().isEmpty() &&
            Bind.VFIO_PCI == nic.profile().port().bind() && !nic.hasDefaultRoute() && !UIO.contains(nic.driver()));
        if (wanted && !files.exists("sys/bus/pci/drivers/vfio-pci"))
        {
            findings.add(fix("the module vfio-pci is not loaded", "modprobe vfio-pci"));
        }
        return findings;
    }

    private void vfio(final Nic nic, final List<Finding> findings)
    {
        final String bind = "dpdk-devbind.py --bind=vfio-pci " + nic.address();
        if (UIO.contains(nic.driver()))
        {
            findings.add(note("bound to " + nic.driver() + ", which does not confine DMA; vfio-pci does", bind));
            return;
        }
        if (nic.hasDefaultRoute())
        {
            findings.add(careful("this host's default route goes through " + nic.interfaceName() +
                ": binding it cuts the host off; use another NIC or give the host another way out first", ""));
            return;
        }
        if (!"vfio-pci".equals(nic.driver()))
        {
            findings.add(bound(nic, bind));
        }
        if (nic.iommuGroup().isEmpty() && !"Y".equals(files.text(NOIOMMU)))
        {
            findings.add(noIommu(nic));
        }
        groupMates(nic, findings);
    }

    private static Finding bound(final Nic nic, final String bind)
    {
        if (nic.hasAddress())
        {
            return careful(nic.interfaceName() + " has an IP address and is held by the kernel's " + nic.driver() +
                ": whoever uses that address loses it", "ip address flush dev " + nic.interfaceName() + " && " + bind);
        }
        return nic.driver().isEmpty() ?
            fix("no driver holds it", bind) :
            fix("held by the kernel's " + nic.driver(), bind);
    }

    private Finding noIommu(final Nic nic)
    {
        if (files.exists(NOIOMMU))
        {
            return fix("no IOMMU: enable it in the firmware and boot with intel_iommu=on iommu=pt, or in a virtual " +
                "machine let vfio go without", "echo Y > /" + NOIOMMU);
        }
        return fix("no IOMMU group, so vfio-pci will not take it: enable the IOMMU in the firmware and boot with " +
            "intel_iommu=on iommu=pt, or go without its protection", "modprobe uio_pci_generic && " +
            "dpdk-devbind.py --bind=uio_pci_generic " + nic.address());
    }

    private void groupMates(final Nic nic, final List<Finding> findings)
    {
        final String folder = "sys/bus/pci/devices/" + nic.address() + "/iommu_group/devices";
        for (final String mate : files.names(folder))
        {
            final String driver = files.linkName("sys/bus/pci/devices/" + mate + "/driver");
            final boolean bridge = files.text("sys/bus/pci/devices/" + mate + "/class").startsWith(BRIDGE_CLASS);
            if (!mate.equals(nic.address()) && !bridge && !GROUP_MATES.contains(driver))
            {
                findings.add(fix("IOMMU group " + nic.iommuGroup() + " also has " + mate + ", held by " + driver +
                    ": a group goes to vfio as a whole", "dpdk-devbind.py --bind=vfio-pci " + mate));
            }
        }
    }

    private void bifurcated(final Nic nic, final List<Finding> findings)
    {
        if (!MLX5_DRIVER.equals(nic.driver()))
        {
            findings.add(fix("must stay with the kernel's " + MLX5_DRIVER + ", but " +
                (nic.driver().isEmpty() ? "no driver" : nic.driver()) + " holds it",
                "dpdk-devbind.py --bind=" + MLX5_DRIVER + " " + nic.address()));
        }
        if (!files.exists("sys/module/ib_uverbs") || !files.exists("sys/module/mlx5_ib"))
        {
            findings.add(fix("the modules mlx5_ib and ib_uverbs are not loaded", "modprobe -a mlx5_ib ib_uverbs"));
        }
        if (nic.hasDefaultRoute() || nic.hasAddress())
        {
            findings.add(note(nic.interfaceName() + (nic.hasDefaultRoute() ?
                " carries this host's default route: the bridge takes its frames" :
                " has an IP address: the bridge takes its frames"), ""));
        }
    }

    private void virtualFunction(final Nic nic, final List<Finding> findings)
    {
        final String parent = files.linkName("sys/bus/pci/devices/" + nic.address() + "/physfn");
        if (!parent.isEmpty())
        {
            findings.add(note("a virtual function of " + parent + ": a bridge forwards foreign MAC addresses, which " +
                "needs trust on and spoofchk off, set at the physical function", ""));
        }
    }

    private void numa(final Nic nic, final List<Finding> findings)
    {
        if (nic.numaNode() < 0)
        {
            return;
        }
        final String node = "sys/devices/system/node/node" + nic.numaNode();
        final Hugepages pages = Hugepages.readNode(files, nic.numaNode());
        if (pages.sizes() > 0 && 0 == pages.freeBytes())
        {
            findings.add(note("no free hugepages on its NUMA node " + nic.numaNode(),
                "echo 512 > /" + node + "/hugepages/hugepages-2048kB/nr_hugepages"));
        }
        final String cpus = files.text(node + "/cpulist");
        for (final Integer cpu : laneCpus)
        {
            if (!cpus.isEmpty() && !HostFiles.list(cpus).get(cpu))
            {
                findings.add(note("on NUMA node " + nic.numaNode() + ", but lanes use CPU " + cpu +
                    " of another; CPUs of its node: " + cpus, ""));
                return;
            }
        }
    }

    private static Finding fix(final String what, final String command)
    {
        return new Finding(Finding.Level.FIX, what, command);
    }

    private static Finding careful(final String what, final String command)
    {
        return new Finding(Finding.Level.CAREFUL, what, command);
    }

    private static Finding note(final String what, final String command)
    {
        return new Finding(Finding.Level.NOTE, what, command);
    }
}
