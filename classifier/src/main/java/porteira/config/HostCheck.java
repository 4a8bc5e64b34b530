package porteira.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this host can run a gateway as planned, asked before anything is touched. */
public final class HostCheck
{
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_IPC_LOCK = 14;
    private static final int CAP_BPF = 39;
    private static final Pattern IFACE = Pattern.compile("[,:]iface=([^,]+)");

    private final HostFiles files;
    private final GatewayPlan plan;
    private final List<Finding> findings = new ArrayList<>();

    private HostCheck(final HostFiles files, final GatewayPlan plan)
    {
        this.files = files;
        this.plan = plan;
    }

    /** Everything that stands in the way, and notes; see {@link Finding#isBlocking()}. */
    public static List<Finding> check(final HostFiles files, final HwProfiles profiles, final GatewayPlan plan)
    {
        final HostCheck check = new HostCheck(files, plan);
        for (final GatewayPlan.PortPlan port : plan.ports())
        {
            check.device(port, profiles);
        }
        check.privileges();
        check.memory();
        check.cpus();
        return List.copyOf(check.findings);
    }

    /** Bytes that the EAL is to take: as configured, else as planned. */
    public static long memoryBytes(final GatewayPlan plan)
    {
        final long configured = plan.config().eal().memoryMb();
        return 0 == configured ? plan.memoryBytes() : configured << 20;
    }

    private void device(final GatewayPlan.PortPlan port, final HwProfiles profiles)
    {
        final PortConfig config = port.config();
        final String head = "port " + config.name() + ": ";
        if (config.isPci())
        {
            final Nic nic = Nics.at(config.address(), files, profiles, usedCpus());
            if (null == nic)
            {
                fix(head + "device=" + config.address() + ": no such PCI device", "porteira nics");
                return;
            }
            for (final Finding finding : nic.findings())
            {
                findings.add(new Finding(finding.level(), head + finding.what(), finding.command()));
            }
            return;
        }
        final Matcher matcher = IFACE.matcher(config.device());
        final boolean needsInterface = !config.virtualDriver().startsWith("net_t");
        if (needsInterface && matcher.find())
        {
            final String name = matcher.group(1);
            final String flags = files.text("sys/class/net/" + name + "/flags");
            if (!isInterface(name))
            {
                fix(head + "iface=" + name + ": no such interface in this network namespace", "ip link show");
            }
            else if (flags.matches("0x[0-9a-f]{1,7}") && 0 == (Integer.decode(flags) & 1))
            {
                findings.add(new Finding(
                    Finding.Level.NOTE, head + "iface=" + name + ": is down", "ip link set dev " + name + " up"));
            }
        }
    }

    /** Asks /proc, which is of this process's namespace; /sys is of the one in which it was mounted. */
    private boolean isInterface(final String name)
    {
        final List<String> lines = files.lines("proc/self/net/dev");
        return lines.isEmpty() || lines.stream().anyMatch(line -> line.strip().startsWith(name + ":"));
    }

    private void privileges()
    {
        final String effective = status("CapEff");
        if (!effective.matches("[0-9a-f]{1,16}"))
        {
            return;
        }
        final long held = Long.parseUnsignedLong(effective, 16);
        final Map<String, Integer> needed = new LinkedHashMap<>();
        boolean pci = false;
        for (final GatewayPlan.PortPlan port : plan.ports())
        {
            pci |= port.config().isPci();
            switch (port.config().virtualDriver())
            {
                case "net_af_packet" -> needed.put("CAP_NET_RAW", CAP_NET_RAW);
                case "net_tap", "net_tun" -> needed.put("CAP_NET_ADMIN", CAP_NET_ADMIN);
                case "net_af_xdp" ->
                {
                    needed.put("CAP_NET_ADMIN", CAP_NET_ADMIN);
                    needed.put("CAP_NET_RAW", CAP_NET_RAW);
                    needed.put("CAP_BPF", CAP_BPF);
                }
                default ->
                {
                }
            }
        }
        needed.values().removeIf(bit -> 0 != (held >>> bit & 1));
        if (!needed.isEmpty())
        {
            fix("privilege: " + String.join(", ", needed.keySet()) + " missing for the ports configured; run as root " +
                "or grant it with systemd's AmbientCapabilities=", "sudo porteira run " + plan.config().file());
        }
        if (pci && 0 == (held >>> CAP_IPC_LOCK & 1))
        {
            memlock();
        }
    }

    /** Without CAP_IPC_LOCK, vfio counts all DMA memory against this limit. */
    private void memlock()
    {
        for (final String line : files.lines("proc/self/limits"))
        {
            final String[] field = line.replaceFirst("^Max locked memory\\s+", "memlock ").split("\\s+");
            if ("memlock".equals(field[0]) && field.length > 1 && field[1].matches("[0-9]{1,18}") &&
                Long.parseLong(field[1]) < memoryBytes(plan))
            {
                fix("memlock=" + field[1] + " bytes: limit at least " + memoryBytes(plan) +
                    " to let vfio pin the gateway's memory", "ulimit -l unlimited");
            }
        }
    }

    private void memory()
    {
        final long needed = memoryBytes(plan);
        if (!plan.config().eal().hugepages())
        {
            final String available = field("proc/meminfo", "MemAvailable").replaceFirst(" kB$", "");
            if (available.matches("[0-9]{1,15}") && Long.parseLong(available) << 10 < needed)
            {
                fix("memory: available=" + (Long.parseLong(available) >> 10) + " MiB: limit at least " +
                    (needed >> 20) + " MiB", "");
            }
            return;
        }
        final Hugepages pages = Hugepages.read(files);
        if (pages.freeBytes() < needed)
        {
            final long kept = files.number("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", 0);
            final long missing = (needed - pages.freeBytes() + (2 << 20) - 1) / (2 << 20);
            fix("hugepages: free=" + (pages.freeBytes() >> 20) + " MiB: limit at least " + (needed >> 20) +
                " MiB; reserve more, or set eal.hugepages=false where there are only virtual devices",
                "sysctl vm.nr_hugepages=" + (kept + missing));
        }
    }

    private void cpus()
    {
        final BitSet allowed = HostFiles.list(status("Cpus_allowed_list"));
        for (final Integer cpu : usedCpus())
        {
            if (!allowed.isEmpty() && !allowed.get(cpu))
            {
                fix("lanes: CPU " + cpu + ": limit the CPUs this process may use, " + status("Cpus_allowed_list") +
                    "; change lanes.poller_cpus and lanes.classifier_cpus", "");
            }
        }
    }

    private List<Integer> usedCpus()
    {
        final List<Integer> cpus = new ArrayList<>(plan.config().lanes().classifierCpus());
        if (Threading.PIPELINE == plan.threading())
        {
            cpus.addAll(plan.config().lanes().pollerCpus());
        }
        return cpus;
    }

    private String status(final String key)
    {
        return field("proc/self/status", key);
    }

    private String field(final String file, final String key)
    {
        for (final String line : files.lines(file))
        {
            if (line.startsWith(key + ":"))
            {
                return line.substring(key.length() + 1).strip();
            }
        }
        return "";
    }

    private void fix(final String what, final String command)
    {
        findings.add(new Finding(Finding.Level.FIX, what, command));
    }
}
