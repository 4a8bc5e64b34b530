package porteira.cli.demo;

import java.util.ArrayList;
import java.util.List;
import porteira.cli.demo.Site.Family;

/**
 * The demo's network: three hosts, a switch and the gateway's own place, each in a network namespace. No cable leads
 * to the machine's own network.
 * <pre>
 *  client --+
 *           +-- switch -- lan [gateway] wan -- outside
 *  server --+
 * </pre>
 * The outside host is also the inside network's router; its public addresses stand on its loopback interface.
 */
final class Namespaces
{
    /** Where the gateway runs, with the two interfaces {@code lan} and {@code wan}. */
    static final String GATEWAY = "gateway";

    private static final String SWITCH = "switch";
    private static final List<String> ROLES =
        List.of(Site.CLIENT.role(), Site.SERVER.role(), Site.OUTSIDE.role(), SWITCH, GATEWAY);
    private static final List<String> BRIDGE = List.of(
        "link add bridge type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
        "link set bridge addrgenmode none",
        "link set bridge up");

    private final Workbench workbench;

    private Namespaces(final Workbench workbench)
    {
        this.workbench = workbench;
    }

    /** Make the namespaces, the cables between them, the addresses and the routes. */
    static Namespaces create(final Workbench workbench)
    {
        final Namespaces namespaces = new Namespaces(workbench);
        workbench.run(
            "making network namespaces (root with CAP_SYS_ADMIN is needed, or try --offline)",
            String.join("\n", ROLES.stream().map(role -> "netns add " + namespaces.name(role)).toList()),
            List.of("ip", "-batch", "-"));
        namespaces.cable();
        namespaces.host(Site.CLIENT, List.of());
        namespaces.host(Site.SERVER, List.of());
        namespaces.host(Site.OUTSIDE, List.of(
            "address add " + Site.ROUTER_IPV4 + "/24 dev eth0",
            "address add " + Site.ROUTER_IPV6 + "/64 dev eth0 nodad"));
        return namespaces;
    }

    /** The command that runs {@code command} in a namespace, as the same process. */
    List<String> inside(final String role, final List<String> command)
    {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(role)));
        whole.addAll(command);
        return whole;
    }

    /** Join {@code lan} and {@code wan} by a kernel bridge, which lets everything through. */
    void bridgeGateway()
    {
        final List<String> lines = new ArrayList<>(BRIDGE);
        lines.add("link set lan master bridge");
        lines.add("link set wan master bridge");
        batch(GATEWAY, lines);
    }

    private void cable()
    {
        final List<String> lines = new ArrayList<>(BRIDGE);
        lines.add(pair("client", "eth0", Site.CLIENT.role()));
        lines.add(pair("server", "eth0", Site.SERVER.role()));
        lines.add(pair("uplink", "lan", GATEWAY));
        for (final String port : List.of("client", "server", "uplink"))
        {
            lines.add("link set " + port + " addrgenmode none");
            lines.add("link set " + port + " master bridge up");
        }
        batch(SWITCH, lines);
        batch(Site.OUTSIDE.role(), List.of(pair("eth0", "wan", GATEWAY)));
        batch(GATEWAY, List.of(
            "link set lan addrgenmode none",
            "link set wan addrgenmode none",
            "link set lan up promisc on",
            "link set wan up promisc on"));
    }

    private void host(final Site site, final List<String> router)
    {
        final boolean outside = Site.OUTSIDE == site;
        final String device = outside ? "lo" : "eth0";
        final List<String> lines = new ArrayList<>(List.of(
            "link set lo up",
            "link set eth0 addrgenmode none",
            "link set eth0 up",
            "address add " + site.address(Family.IPV4) + (outside ? "/32" : "/24") + " dev " + device,
            "address add " + site.address(Family.IPV6) + (outside ? "/128" : "/64") + " dev " + device + " nodad"));
        lines.addAll(router);
        if (!outside)
        {
            lines.add("route add default via " + Site.ROUTER_IPV4);
            lines.add("route add default via " + Site.ROUTER_IPV6);
        }
        batch(site.role(), lines);
        // A veth leaves checksums to hardware that is not there; frames must be whole where the gateway reads them.
        workbench.run("ethtool", "", inside(site.role(), List.of("ethtool", "-K", "eth0", "tx", "off")));
    }

    private String pair(final String here, final String there, final String role)
    {
        return "link add " + here + " type veth peer name " + there + " netns " + name(role);
    }

    private void batch(final String role, final List<String> lines)
    {
        workbench.run(
            "setting up the " + role + " namespace",
            String.join("\n", lines),
            List.of("ip", "-n", name(role), "-batch", "-"));
    }

    private String name(final String role)
    {
        return workbench.name() + "-" + role;
    }
}
