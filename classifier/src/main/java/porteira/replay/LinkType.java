package porteira.replay;

/** Link types of capture files that frames can be taken from, with their numbers in libpcap on Linux. */
public enum LinkType
{
    /** BSD loopback: address family in the writer's byte order before the IP header. */
    NULL("NULL", 0),
    /** Ethernet. */
    ETHERNET("ETH", 1),
    /** Begins with an IP header, the version as its nibble says. */
    RAW("RAW", 12),
    /** OpenBSD loopback: address family in network byte order before the IP header. */
    LOOP("LOOP", 108),
    /** Linux cooked capture. */
    LINUX_COOKED("SLL", 113),
    /** Begins with an IPv4 header. */
    RAW_IPV4("RAW4", 228),
    /** Begins with an IPv6 header. */
    RAW_IPV6("RAW6", 229),
    /** Linux cooked capture, version 2. */
    LINUX_COOKED_2("SLL2", 276);

    private static final int RAW_IN_FILES = 101;

    private final String label;
    private final int number;

    LinkType(final String label, final int number)
    {
        this.label = label;
        this.number = number;
    }

    /** Short name in reports. */
    public String label()
    {
        return label;
    }

    /**
     * The link type with this number of libpcap's or of a file's, or null where frames of that kind cannot be taken
     * apart.
     */
    public static LinkType of(final int number)
    {
        for (final LinkType type : values())
        {
            if (number == type.number)
            {
                return type;
            }
        }
        return RAW_IN_FILES == number ? RAW : null;
    }
}
