package porteira.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import porteira.nat.Address;

/**
 * One table {@code [[port]]}; its place among them is the port's index in policies.
 *
 * @param name    what policies call it, e.g. {@code lan}; 1..15 characters, as the kernel's interface names, so that
 *                {@code nft -c} takes the same policy.
 * @param device  PCI address or virtual device, with arguments behind a comma, as DPDK takes it.
 * @param profile name or file of a hardware profile; {@link #PROFILE_AUTO}: the one that matches the device.
 * @param mtu     bytes behind the Ethernet header; 0: as the profile says.
 * @param addresses the gateway's own there, that translations without an address use; the first of a family counts.
 */
public record PortConfig(String name, String device, String profile, int mtu, List<Address> addresses)
{
    /** Profile is found by PCI id or driver. */
    public static final String PROFILE_AUTO = "auto";
    /** Least MTU of IPv4 (RFC 791). */
    public static final int MTU_MIN = 68;
    /** Largest MTU: 9728 bytes of frame, as i40e and ice take, less Ethernet header, FCS and two VLAN tags. */
    public static final int MTU_MAX = 9702;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,14}");
    private static final Pattern PCI = Pattern.compile("([0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7](,.*)?");
    private static final Pattern VIRTUAL = Pattern.compile("(net_[a-z0-9_]+|virtio_user[0-9]+)(,.*)?");
    private static final Pattern DEVICE = Pattern.compile(PCI.pattern() + "|" + VIRTUAL.pattern());

    /** Copies its list. */
    public PortConfig
    {
        addresses = List.copyOf(addresses);
    }

    static PortConfig read(final TomlTable table)
    {
        final PortConfig config = new PortConfig(
            table.text("name", NAME, "a name of 1 to 15 letters, digits, _ . - that begins with a letter"),
            table.text("device", DEVICE,
                "a PCI address such as 0000:01:00.0 or a virtual device such as net_af_packet0,iface=veth0"),
            table.text("profile", Pattern.compile("[^\\x00]+"), "\"auto\", a profile's name or a file"),
            table.integerOrZero("mtu", MTU_MIN, MTU_MAX),
            addresses(table));
        table.finish();

        if (!table.has("name"))
        {
            table.report("name is missing");
        }
        if (!table.has("device"))
        {
            table.report("device is missing");
        }
        return config;
    }

    private static List<Address> addresses(final TomlTable table)
    {
        return table.texts("address", Pattern.compile(".+"), "an IPv4 or IPv6 address").stream()
            .map((text) -> NatConfig.address(table, "address", text)).filter(Objects::nonNull).toList();
    }

    /** True if the device is on the PCI bus, false if it is virtual. */
    public boolean isPci()
    {
        return PCI.matcher(device).matches();
    }

    /** The device without arguments: the full, lower-case PCI address, or the virtual device's name. */
    public String address()
    {
        final String address = device.replaceFirst(",.*", "");
        if (!isPci())
        {
            return address;
        }
        final String lower = address.toLowerCase(Locale.ROOT);
        return lower.indexOf(':') == lower.lastIndexOf(':') ? "0000:" + lower : lower;
    }

    /** Driver of a virtual device, e.g. {@code net_af_packet}; empty for a PCI device, whose driver the bus finds. */
    public String virtualDriver()
    {
        return isPci() ? "" : address().replaceFirst("_?[0-9]+$", "");
    }
}
