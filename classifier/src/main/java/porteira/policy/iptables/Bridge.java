package porteira.policy.iptables;

import porteira.policy.PortNames;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the bridge stands among the interfaces and chains that rules speak of.
 *
 * @param ports  port of the bridge by name of the kernel's interface; empty if names are taken as they are
 * @param chains ways across the bridge that INPUT or OUTPUT of some machine judges
 */
public record Bridge(Map<String, String> ports, Map<String, List<Way>> chains)
{
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,14}";
    private static final Set<String> CHAINS = Set.of("INPUT", "OUTPUT");

    /** Takes copies. */
    public Bridge
    {
        ports = new LinkedHashMap<>(ports);
        chains = new LinkedHashMap<>(chains);
    }

    /**
     * A way across the bridge.
     *
     * @param from port that frames come in on; empty for any
     * @param to   port that frames leave by; empty for any
     */
    public record Way(String from, String to)
    {
    }

    /**
     * Read the command line's spellings.
     *
     * @param ports  {@code lan}, or {@code eth0=lan} where rules say {@code eth0}
     * @param chains {@code INPUT=wan:mx1}: INPUT judges what comes in on wan and leaves by mx1; either may be missing
     * @throws IllegalArgumentException with a message for the operator
     */
    public static Bridge of(final List<String> ports, final List<String> chains)
    {
        final Map<String, String> names = new LinkedHashMap<>();
        for (final String port : ports)
        {
            final int equals = port.indexOf('=');
            final String kernel = 0 > equals ? port : port.substring(0, equals);
            final String name = port.substring(equals + 1);
            if (!kernel.matches(NAME) || !name.matches(NAME))
            {
                throw new IllegalArgumentException("found '" + port + "', expected PORT or INTERFACE=PORT");
            }
            if (null != names.put(kernel, name))
            {
                throw new IllegalArgumentException("'" + kernel + "' is given twice");
            }
        }
        final Map<String, List<Way>> ways = new LinkedHashMap<>();
        for (final String chain : chains)
        {
            final String[] parts = chain.split("[=:]", -1);
            final boolean isWay = 3 == parts.length && CHAINS.contains(parts[0]) &&
                chain.startsWith(parts[0] + "=") && isPort(parts[1]) && isPort(parts[2]) &&
                !(parts[1] + parts[2]).isEmpty();
            if (!isWay)
            {
                throw new IllegalArgumentException("found '" + chain + "', expected INPUT=FROM:TO or OUTPUT=FROM:TO");
            }
            ways.computeIfAbsent(parts[0], (name) -> new ArrayList<>()).add(new Way(parts[1], parts[2]));
        }
        final Bridge bridge = new Bridge(names, ways);
        if (PortNames.MAX_PORTS < bridge.names().size())
        {
            throw new IllegalArgumentException(
                "too many ports: count=" + bridge.names().size() + ", limit=" + PortNames.MAX_PORTS);
        }
        return bridge;
    }

    /** Interfaces keep their names, and INPUT and OUTPUT have no place. */
    public static Bridge unknown()
    {
        return new Bridge(Map.of(), Map.of());
    }

    /** For the policy's reader. */
    PortNames portNames()
    {
        return ports.isEmpty() ? PortNames.inOrderOfAppearance() : PortNames.of(List.copyOf(names()));
    }

    /** Port of an interface; null if the ports are known and it is none of them. */
    String port(final String kernel)
    {
        return ports.isEmpty() ? kernel : ports.get(kernel);
    }

    private Set<String> names()
    {
        final Set<String> names = new LinkedHashSet<>(ports.values());
        chains.values().forEach((ways) -> ways.forEach((way) ->
        {
            names.add(way.from());
            names.add(way.to());
        }));
        names.remove("");
        return names;
    }

    private static boolean isPort(final String name)
    {
        return name.isEmpty() || name.matches(NAME);
    }
}
