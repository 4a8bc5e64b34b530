package porteira.nat;

import java.util.Collections;
import java.util.List;
import porteira.wire.PacketLayout;

/**
 * Who the gateway is where it must be somebody, and what it was told of its neighbours. Immutable.
 */
public final class NatSettings
{
    private static final int NONE = -1;

    private final long mac;
    private final List<Neighbour> neighbours;
    private final Address[] ipv4;
    private final Address[] ipv6;

    /**
     * A host that need not be found out.
     *
     * @param vlans   ids of the VLAN tags in front of its packets: the outer one, the next one 12 bits higher
     * @param address its IP address
     * @param mac     its low 48 bits in network order
     * @param port    index of the bridge port
     */
    public record Neighbour(int vlans, Address address, long mac, int port)
    {
    }

    /**
     * All of it.
     *
     * @param mac        of the gateway on every port, its low 48 bits in network order
     * @param addresses  by index of the bridge port; the first of a family counts
     * @param neighbours that are known from the start
     */
    public NatSettings(final long mac, final List<List<Address>> addresses, final List<Neighbour> neighbours)
    {
        this.mac = mac;
        this.neighbours = List.copyOf(neighbours);
        ipv4 = new Address[addresses.size()];
        ipv6 = new Address[addresses.size()];
        for (int port = 0; port < addresses.size(); port++)
        {
            for (final Address address : addresses.get(port).reversed())
            {
                table(address.network())[port] = address;
            }
        }
    }

    /** A gateway without address, that knows nobody. @param mac its low 48 bits in network order */
    public static NatSettings ofPorts(final int ports, final long mac)
    {
        return new NatSettings(mac, Collections.nCopies(ports, List.of()), List.of());
    }

    /** The gateway's own, on every port. */
    public long mac()
    {
        return mac;
    }

    /** Known from the start. */
    public List<Neighbour> neighbours()
    {
        return neighbours;
    }

    /** The gateway's address of a family on a port; null where it has none. */
    public Address address(final int network, final int port)
    {
        return table(network)[port];
    }

    /** The first port but one where the gateway has an address of a family, or -1. */
    public int otherPort(final int network, final int not)
    {
        final Address[] table = table(network);
        for (int port = 0; port < table.length; port++)
        {
            if (port != not && null != table[port])
            {
                return port;
            }
        }
        return NONE;
    }

    /** True if the gateway has an address, on whichever port. */
    public boolean isOwn(final int network, final long high, final long low)
    {
        for (final Address address : table(network))
        {
            if (null != address && low == address.low() && high == address.high())
            {
                return true;
            }
        }
        return false;
    }

    private Address[] table(final int network)
    {
        return PacketLayout.NETWORK_IPV4 == network ? ipv4 : ipv6;
    }
}
