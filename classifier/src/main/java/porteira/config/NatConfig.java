package porteira.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import porteira.nat.Address;
import porteira.nat.NatSettings;
import porteira.nat.Neighbours;

/**
 * Tables {@code [nat]} and {@code [[neighbour]]}: who the gateway is on the wire, and who else is there.
 *
 * @param mac        of the gateway, its low 48 bits in network order; 0: the first port's own
 * @param neighbours hosts that need not be found out
 */
public record NatConfig(long mac, List<NatSettings.Neighbour> neighbours)
{
    /** Most neighbours. */
    public static final int NEIGHBOURS_MAX = Neighbours.CAPACITY / 4;

    private static final int VLAN_MAX = 4094;
    private static final int HEX = 16;
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}");
    private static final Pattern ANY = Pattern.compile(".+");

    /** Copies its list. */
    public NatConfig
    {
        neighbours = List.copyOf(neighbours);
    }

    static NatConfig read(final TomlTable nat, final List<TomlTable> tables, final List<String> ports)
    {
        final long mac = mac(nat);
        nat.finish();
        final List<NatSettings.Neighbour> neighbours = new ArrayList<>();
        for (final TomlTable table : tables)
        {
            neighbours.add(neighbour(table, ports));
        }
        if (tables.size() > NEIGHBOURS_MAX)
        {
            tables.getLast().report("count=" + tables.size() + ": limit " + NEIGHBOURS_MAX);
        }
        return new NatConfig(mac, neighbours);
    }

    /** The address that a literal means; null after a report. */
    static Address address(final TomlTable table, final String key, final String text)
    {
        try
        {
            return Address.of(text);
        }
        catch (final IllegalArgumentException e)
        {
            table.report(key, '"' + text + '"', "an IPv4 or IPv6 address is expected");
            return null;
        }
    }

    private static NatSettings.Neighbour neighbour(final TomlTable table, final List<String> ports)
    {
        final String text = table.text("address", ANY, "an IPv4 or IPv6 address");
        final Address address = text.isEmpty() ? null : address(table, "address", text);
        final long mac = mac(table);
        final String port = table.text("port", ANY, "a port's name");
        final int vlan = table.integer("vlan", 0, VLAN_MAX);
        table.finish();
        for (final String key : List.of("address", "mac", "port"))
        {
            if (!table.has(key))
            {
                table.report(key + " is missing");
            }
        }
        if (table.has("port") && !ports.contains(port))
        {
            table.report("port", '"' + port + '"', "limit " + String.join(" | ", ports));
        }
        return new NatSettings.Neighbour(
            vlan, null == address ? new Address(0, 0, 0) : address, mac, Math.max(0, ports.indexOf(port)));
    }

    private static long mac(final TomlTable table)
    {
        final String text = table.text("mac", MAC, "a station's address such as 02:00:00:00:00:01");
        return text.isEmpty() ? 0 : Long.parseLong(text.replace(":", ""), HEX);
    }
}
