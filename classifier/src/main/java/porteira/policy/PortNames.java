package porteira.policy;

import java.util.ArrayList;
import java.util.List;

/** The bridge's ports by name; a port's index is its place, 0..31. */
public final class PortNames
{
    /** Ports a bridge may have. */
    public static final int MAX_PORTS = 32;

    private final List<String> names;
    private final boolean open;

    private PortNames(final List<String> names, final boolean open)
    {
        this.names = names;
        this.open = open;
    }

    /** The ports of a configuration, in its order; a policy that names any other is refused. */
    public static PortNames of(final List<String> names)
    {
        if (names.size() > MAX_PORTS)
        {
            throw new IllegalArgumentException("too many ports: count=" + names.size() + ", limit=" + MAX_PORTS);
        }
        return new PortNames(List.copyOf(names), false);
    }

    /** No configuration at hand: names get indices in the order in which the policy mentions them. */
    public static PortNames inOrderOfAppearance()
    {
        return new PortNames(new ArrayList<>(), true);
    }

    /** Index of a name, which is added if names are still being collected; -1 if there is none and no room. */
    public int index(final String name)
    {
        final int known = names.indexOf(name);
        if (0 <= known || !open || MAX_PORTS == names.size())
        {
            return known;
        }
        names.add(name);
        return names.size() - 1;
    }

    /** Name of an index, or {@code "port N"} where it has none. */
    public String name(final int index)
    {
        return 0 <= index && index < names.size() ? names.get(index) : "port " + index;
    }

    /** All names, by index. */
    public List<String> names()
    {
        return List.copyOf(names);
    }

    /** True if any name is taken, false if only the configuration's are. */
    public boolean isOpen()
    {
        return open;
    }
}
