package porteira.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All network devices of a host, found without DPDK.
 *
 * @param nics PCI devices by address, then interfaces without one by name; the loopback is left out.
 * @param host what is wrong with the host itself.
 */
public record Nics(List<Nic> nics, List<Finding> host)
{
    private static final String PCI = "sys/bus/pci/devices/";
    private static final String NET = "sys/class/net/";
    private static final String CLASS_NETWORK = "0x02";
    private static final String ANY_IPV4 = "00000000";
    private static final String LINK_LOCAL_SCOPE = "20";
    private static final int LINK_SPEED_MAX = 1_000_000;

    /** Copies its lists. */
    public Nics
    {
        nics = List.copyOf(nics);
        host = List.copyOf(host);
    }

    /**
     * Looks at the host.
     *
     * @param files    of the host.
     * @param profiles to match.
     * @param laneCpus CPUs that lanes will use, to compare NUMA nodes; empty if not known.
     */
    public static Nics scan(final HostFiles files, final HwProfiles profiles, final List<Integer> laneCpus)
    {
        final Scanner scanner = new Scanner(files, profiles);
        final NicAdvice advice = new NicAdvice(files, laneCpus);
        final List<Nic> nics = new ArrayList<>();
        final Set<String> seen = new HashSet<>();
        for (final String address : files.names(PCI))
        {
            if (files.text(PCI + address + "/class").startsWith(CLASS_NETWORK))
            {
                final Nic nic = scanner.pci(address);
                seen.add(nic.interfaceName());
                nics.add(nic.withFindings(advice.pci(nic)));
            }
        }
        for (final String name : files.names(NET))
        {
            if (!"lo".equals(name) && !seen.contains(name) && files.exists(NET + name + "/ifindex"))
            {
                final Nic nic = scanner.virtual(name);
                nics.add(nic.withFindings(advice.virtual(nic)));
            }
        }
        return new Nics(nics, advice.host(nics));
    }

    /** One device at that PCI address, or null if there is none. */
    static Nic at(
        final String address, final HostFiles files, final HwProfiles profiles, final List<Integer> laneCpus)
    {
        if (files.pciId(address).isEmpty())
        {
            return null;
        }
        final Nic nic = new Scanner(files, profiles).pci(address);
        return nic.withFindings(new NicAdvice(files, laneCpus).pci(nic));
    }

    /** Reads facts, judges nothing. */
    private static final class Scanner
    {
        private final HostFiles files;
        private final HwProfiles profiles;
        private final Set<String> addressed = new HashSet<>();
        private final Set<String> defaults = new HashSet<>();

        Scanner(final HostFiles files, final HwProfiles profiles)
        {
            this.files = files;
            this.profiles = profiles;
            readRoutes();
        }

        Nic pci(final String address)
        {
            final String folder = PCI + address;
            final String id = files.pciId(address);
            return describe(address, id, interfaceOf(folder), files.linkName(folder + "/driver"),
                (int)files.number(folder + "/numa_node", -1), files.linkName(folder + "/iommu_group"),
                profiles.match(id, ""));
        }

        Nic virtual(final String name)
        {
            final String bus = files.linkName(NET + name + "/device/driver");
            final String kind = files.exists(NET + name + "/bridge") ? "bridge" :
                files.exists(NET + name + "/tun_flags") ? "tap" :
                files.exists(NET + name + "/bonding") ? "bond" : "virtual";
            return describe("", "", name, bus.isEmpty() ? kind : bus, -1, "", profiles.match("", "net_af_packet"));
        }

        private Nic describe(
            final String address,
            final String id,
            final String name,
            final String driver,
            final int node,
            final String group,
            final HwProfile profile)
        {
            final String state = name.isEmpty() ? "" : files.text(NET + name + "/carrier");
            final long speed = name.isEmpty() ? 0 : files.number(NET + name + "/speed", 0);
            return new Nic(address, id, name, driver, node, group,
                name.isEmpty() ? "-" : "1".equals(state) ? "up" : "down",
                speed > 0 && speed <= LINK_SPEED_MAX ? (int)speed : 0,
                addressed.contains(name), defaults.contains(name), profile, List.of());
        }

        /** Directly below the device, or below its virtio device. */
        private String interfaceOf(final String folder)
        {
            for (final String name : files.names(folder))
            {
                final String net = "net".equals(name) ? "/net" : name.startsWith("virtio") ? "/" + name + "/net" : "";
                final List<String> names = net.isEmpty() ? List.of() : files.names(folder + net);
                if (!names.isEmpty())
                {
                    return names.get(0);
                }
            }
            return "";
        }

        /** A route without gateway to a subnet stands for an address in it. */
        private void readRoutes()
        {
            for (final String line : files.lines("proc/net/route"))
            {
                final String[] field = line.trim().split("\\s+");
                if (field.length > 7 && ANY_IPV4.equals(field[1]) && ANY_IPV4.equals(field[7]))
                {
                    defaults.add(field[0]);
                }
                else if (field.length > 7 && ANY_IPV4.equals(field[2]))
                {
                    addressed.add(field[0]);
                }
            }
            for (final String line : files.lines("proc/net/ipv6_route"))
            {
                final String[] field = line.trim().split("\\s+");
                if (field.length > 9 && field[0].matches("0+") && "00".equals(field[1]))
                {
                    defaults.add(field[9]);
                }
            }
            for (final String line : files.lines("proc/net/if_inet6"))
            {
                final String[] field = line.trim().split("\\s+");
                if (field.length > 5 && !LINK_LOCAL_SCOPE.equals(field[3]))
                {
                    addressed.add(field[5]);
                }
            }
        }
    }
}
