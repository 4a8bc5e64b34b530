package porteira.pipeline;

import porteira.dpdk.BurstLayout;

import java.util.Arrays;
import java.util.List;

/** The bridge's ports in the order of the configuration: index (policies, events) to port id (descriptors) and name. */
public final class BridgePorts
{
    /** Most ports of a bridge. */
    public static final int MAX = BurstLayout.PORTS_MAX;
    /** {@link #indexOf}: not a port of this bridge. */
    public static final int NONE = -1;

    private final String[] names;
    private final int[] ids;
    private final byte[] indices = new byte[MAX];

    /**
     * Bridge port <i>i</i> is called {@code names.get(i)} and has port id {@code portIds[i]}.
     *
     * @param portIds 0..31, each once
     */
    public BridgePorts(final List<String> names, final int[] portIds)
    {
        if (names.size() != portIds.length || portIds.length < 1 || portIds.length > MAX)
        {
            throw new IllegalArgumentException(
                "bridge ports: names=" + names.size() + ", ids=" + portIds.length + ", limit=1.." + MAX);
        }

        this.names = names.toArray(new String[0]);
        ids = portIds.clone();
        Arrays.fill(indices, (byte)NONE);
        for (int i = 0; i < ids.length; i++)
        {
            if (ids[i] < 0 || ids[i] >= MAX || NONE != indices[ids[i]])
            {
                throw new IllegalArgumentException(
                    "bridge port: name=" + this.names[i] + ", port id=" + ids[i] + ", limit=0..31, each once");
            }
            indices[ids[i]] = (byte)i;
        }
    }

    /** How many. */
    public int count()
    {
        return ids.length;
    }

    /** Name of a bridge port. */
    public String name(final int index)
    {
        return names[index];
    }

    /** Port id of a bridge port. */
    public int id(final int index)
    {
        return ids[index];
    }

    /** Bridge port of any port id, {@link #NONE} for strangers. */
    public int indexOf(final int portId)
    {
        return portId < MAX ? indices[portId] : NONE;
    }

    /** Egress mask of a descriptor (bits are port ids) for a mask of bridge ports. */
    public int egress(final int mask)
    {
        int result = 0;
        for (int rest = mask; 0 != rest; rest &= rest - 1)
        {
            result |= 1 << ids[Integer.numberOfTrailingZeros(rest)];
        }
        return result;
    }
}
