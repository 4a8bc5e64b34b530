package porteira.tree;

import porteira.policy.Kind;
import porteira.tree.cut.RangeWord;

/**
 * Where a field of the outermost packet lies in the key of a table.
 *
 * @param word    first word, 128-bit fields have two; the range word if -1
 * @param shift   of its lowest bit
 * @param isExact true if the key says all about it, so that a rule need not look at the frame again
 */
record TableField(int word, int shift, boolean isExact)
{
    /** Stands for the range word. */
    static final int RANGE = -1;

    /** Words of IPv4 addresses, of quarters of IPv6 addresses, and of both MAC addresses. */
    static final int ADDRESSES = 0;

    /** Source MAC address. */
    static final int ETHER_SOURCE = 4;

    /** Destination MAC address. */
    static final int ETHER_DESTINATION = 5;

    private static final int MAC_SHIFT = 16;

    /** Null where keys do not hold the field. */
    static TableField of(final Kind kind)
    {
        return switch (kind)
        {
            case IP_SOURCE -> new TableField(ADDRESSES, Integer.SIZE, true);
            case IP_DESTINATION -> new TableField(ADDRESSES, 0, true);
            case IP6_SOURCE -> new TableField(ADDRESSES, 0, true);
            case IP6_DESTINATION -> new TableField(ADDRESSES + 2, 0, true);
            // A key does not say whether there is an Ethernet header.
            case ETHER_SOURCE -> new TableField(ETHER_SOURCE, MAC_SHIFT, false);
            case ETHER_DESTINATION -> new TableField(ETHER_DESTINATION, MAC_SHIFT, false);
            case DESTINATION_PORT -> new TableField(RANGE, RangeWord.LOWER, true);
            case SOURCE_PORT -> new TableField(RANGE, RangeWord.UPPER, true);
            case L4_PROTOCOL -> new TableField(RANGE, RangeWord.PROTO, true);
            case INGRESS -> new TableField(RANGE, RangeWord.FROM, true);
            case EGRESS -> new TableField(RANGE, RangeWord.TO, true);
            case TRANSPORT -> new TableField(RANGE, RangeWord.STATE, true);
            default -> null;
        };
    }

    /** True for fields that keys of IPv4 packets only hold where a policy reads them. */
    static boolean isEther(final Kind kind)
    {
        return Kind.ETHER_SOURCE == kind || Kind.ETHER_DESTINATION == kind;
    }
}
