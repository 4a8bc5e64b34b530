package porteira.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of the files that the kernel would show, for tests. */
final class FakeHost
{
    private final Path root;

    FakeHost(final Path root)
    {
        this.root = root;
    }

    HostFiles files()
    {
        return new HostFiles(root);
    }

    FakeHost file(final String path, final String content) throws IOException
    {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content + "\n");
        return this;
    }

    FakeHost folder(final String path) throws IOException
    {
        Files.createDirectories(root.resolve(path));
        return this;
    }

    /** A PCI device of that class; driver and IOMMU group may be empty. */
    FakeHost pci(
        final String address, final String type, final String id, final String driver, final String group)
        throws IOException
    {
        final String folder = "sys/bus/pci/devices/" + address;
        file(folder + "/class", type);
        file(folder + "/vendor", "0x" + id.substring(0, 4));
        file(folder + "/device", "0x" + id.substring(5));
        if (!driver.isEmpty())
        {
            folder("sys/bus/pci/drivers/" + driver);
            link(folder + "/driver", "sys/bus/pci/drivers/" + driver);
        }
        if (!group.isEmpty())
        {
            folder("sys/kernel/iommu_groups/" + group + "/devices");
            link(folder + "/iommu_group", "sys/kernel/iommu_groups/" + group);
            folder("sys/kernel/iommu_groups/" + group + "/devices/" + address);
        }
        return this;
    }

    /** A kernel interface that the device below {@code folder} has; {@code folder} may be empty. */
    FakeHost netdev(final String folder, final String name, final String speed) throws IOException
    {
        if (!folder.isEmpty())
        {
            folder(folder + "/net/" + name);
        }
        file("sys/class/net/" + name + "/ifindex", "2");
        file("sys/class/net/" + name + "/carrier", "1");
        file("sys/class/net/" + name + "/flags", "0x1003");
        return file("sys/class/net/" + name + "/speed", speed);
    }

    FakeHost hugepages(final int free) throws IOException
    {
        file("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "512");
        return file("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", String.valueOf(free));
    }

    private void link(final String from, final String to) throws IOException
    {
        Files.createSymbolicLink(root.resolve(from), root.resolve(to));
    }
}
