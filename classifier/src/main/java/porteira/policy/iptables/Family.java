package porteira.policy.iptables;

/** Which of the two programs a rule belongs to: each sees the packets of one IP version only. */
enum Family
{
    IPV4("iptables", "ip", "IPv4", 32),
    IPV6("ip6tables", "ip6", "IPv6", 128);

    private final String program;
    private final String word;
    private final String label;
    private final int bits;

    Family(final String program, final String word, final String label, final int bits)
    {
        this.program = program;
        this.word = word;
        this.label = label;
        this.bits = bits;
    }

    String program()
    {
        return program;
    }

    /** nftables' word for the header and, after {@code meta protocol}, for the EtherType. */
    String word()
    {
        return word;
    }

    String label()
    {
        return label;
    }

    /** Bits of an address. */
    int bits()
    {
        return bits;
    }

    Family other()
    {
        return IPV4 == this ? IPV6 : IPV4;
    }
}
