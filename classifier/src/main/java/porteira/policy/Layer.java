package porteira.policy;

import porteira.wire.Tunnels;

/**
 * Which packet of a frame a field belongs to: the outermost one, or the one inside a tunnel of another layer.
 *
 * @param carrier the layer that carries this one; null for the outermost
 * @param tunnel  how it is carried; null for the outermost
 */
public record Layer(Layer carrier, Tunnel tunnel)
{
    /** The packet right behind the Ethernet header and its VLAN tags. */
    public static final Layer OUTERMOST = new Layer(null, null);

    /** Tunnels within tunnels that are followed. */
    public static final int MAX_DEPTH = Tunnels.MAX_DEPTH;

    /** The packet that this layer carries in a tunnel of a kind. */
    public Layer inside(final Tunnel kind)
    {
        return new Layer(this, kind);
    }

    /** Tunnels around this packet: 0 for the outermost. */
    public int depth()
    {
        return null == carrier ? 0 : 1 + carrier.depth();
    }

    /** True if this packet is {@code other} or, in however many tunnels, inside it. */
    public boolean isIn(final Layer other)
    {
        return equals(other) || null != carrier && carrier.isIn(other);
    }

    /** True if it names no packet in particular: a tunnel on the way to it is {@link Tunnel#SOME}. */
    public boolean isOpen()
    {
        return null != carrier && (Tunnel.SOME == tunnel || carrier.isOpen());
    }

    /** Spelling in front of a match: empty, {@code "teredo "}, … */
    public String prefix()
    {
        return null == carrier ? "" : carrier.prefix() + tunnel.word() + " ";
    }
}
