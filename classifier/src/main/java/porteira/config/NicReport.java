package porteira.config;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows {@link Nics} to people and to programs. */
public final class NicReport
{
    private static final String[] HEAD =
        { "DEVICE", "ID", "INTERFACE", "DRIVER", "NUMA", "LINK", "PROFILE", "MODEL" };
    private static final String INDENT = "  ";

    private NicReport()
    {
    }

    /** A table, and below each device what is wrong with it and the command that mends it. Ends in a newline. */
    public static String table(final Nics nics)
    {
        final List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        nics.nics().forEach(nic -> rows.add(row(nic)));
        final int[] widths = new int[HEAD.length];
        for (final String[] row : rows)
        {
            for (int i = 0; i < row.length; i++)
            {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }

        final StringBuilder text = new StringBuilder();
        appendRow(text, HEAD, widths);
        for (int i = 0; i < nics.nics().size(); i++)
        {
            appendRow(text, rows.get(i + 1), widths);
            nics.nics().get(i).findings().forEach(finding -> append(text, finding));
        }
        if (nics.nics().isEmpty())
        {
            text.append("no network devices\n");
        }
        if (!nics.host().isEmpty())
        {
            text.append("host\n");
            nics.host().forEach(finding -> append(text, finding));
        }
        return text.toString();
    }

    /** One JSON object, indented: {@code nics} and {@code host}. Ends in a newline. */
    public static String json(final Nics nics)
    {
        final ObjectNode root = JsonNodeFactory.instance.objectNode();
        final ArrayNode list = root.putArray("nics");
        for (final Nic nic : nics.nics())
        {
            final ObjectNode node = list.addObject();
            node.put("device", nic.device());
            node.put("address", nic.address());
            node.put("pci_id", nic.pciId());
            node.put("interface", nic.interfaceName());
            node.put("driver", nic.driver());
            node.put("numa_node", nic.numaNode());
            node.put("iommu_group", nic.iommuGroup());
            node.put("link", nic.link());
            node.put("speed_mbps", nic.speedMbps());
            node.put("has_address", nic.hasAddress());
            node.put("has_default_route", nic.hasDefaultRoute());
            node.put("profile", nic.profile().name());
            node.put("model", nic.profile().model());
            node.put("ready", nic.isReady());
            findings(node.putArray("findings"), nic.findings());
        }
        findings(root.putArray("host"), nics.host());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void findings(final ArrayNode array, final List<Finding> findings)
    {
        for (final Finding finding : findings)
        {
            final ObjectNode node = array.addObject();
            node.put("level", TomlTable.word(finding.level()));
            node.put("what", finding.what());
            node.put("command", finding.command());
        }
    }

    private static String[] row(final Nic nic)
    {
        return new String[]
        {
            nic.address().isEmpty() ? dash(nic.interfaceName()) : nic.address(),
            dash(nic.pciId()),
            dash(nic.interfaceName()),
            dash(nic.driver()),
            nic.numaNode() < 0 ? "-" : String.valueOf(nic.numaNode()),
            nic.link() + (nic.speedMbps() > 0 ? " " + nic.speedMbps() + "M" : ""),
            nic.profile().name(),
            nic.profile().model()
        };
    }

    private static void appendRow(final StringBuilder text, final String[] row, final int[] widths)
    {
        for (int i = 0; i < row.length; i++)
        {
            text.append(row[i]);
            if (i < row.length - 1)
            {
                text.append(" ".repeat(widths[i] - row[i].length() + 2));
            }
        }
        text.append('\n');
    }

    private static void append(final StringBuilder text, final Finding finding)
    {
        finding.toString().lines().forEach(line -> text.append(INDENT).append(line).append('\n'));
    }

    private static String dash(final String value)
    {
        return value.isEmpty() ? "-" : value;
    }
}
