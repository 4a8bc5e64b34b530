package porteira.tree;

import java.util.SplittableRandom;

/** Random rules of iptables and ip6tables, as iptables-save writes them, for the ports of {@link KernelBridge}. */
final class KernelRules
{
    private static final String[] V4 = { "203.0.113.25", "203.0.113.0/24", "192.0.2.0/23", "128.0.0.0/1", "10.1.2.3" };
    private static final String[] V6 = {
        "2001:db8:b01a:70da::25", "2001:db8:b01a:70da::/64", "2001:db8::/32", "fe80::/10", "::ffff:203.0.113.25" };
    private static final String[] PORTS = { "25", "465", "587", "1024:65535", "0:1023", "3544", "25:587" };
    private static final String[] FLAGS = {
        "SYN,ACK SYN", "ALL NONE", "FIN,SYN,RST,ACK SYN", "RST RST", "SYN,FIN SYN,FIN", "ALL ALL", "ACK NONE" };
    private static final String[] PROGRAMS = {
        "6&0xFF=6", "6&0xFF=17", "4&0x3FFF=0", "0>>28=4", "12=0x80000000:0xFFFFFFFF", "16&0xFF=0:0x7F",
        "0>>22&0x3C@0>>16=0:1024", "0>>22&0x3C@0&0xFFFF=25,465,587:3544", "0>>22&0x3C@12>>26&0x3C@0=0:0xFFFFFFFF",
        "0>>22&0x3C@8>>28=6", "0>>22&0x3C@8>>26=6&&11&0xFF=6", "40>>16=0:1024", "40&0xFFFF=25,465", "24=0x20010DB8",
        "4>>8&0xFF=6", "4>>8&0xFF=17", "2&0xFFFF=0:60", "0&0xFFFF=0:60", "52=0:0xFFFFFFFF", "4294967295=0",
        "0>>24@4294967200=0:0xFFFFFFFF", "12@0=1", "8<<4&0xF0000000>>28=0:9", "0=1:0" };

    private final SplittableRandom random;
    private boolean isV4;

    KernelRules(final SplittableRandom random)
    {
        this.random = random;
    }

    /** A whole table. */
    String next(final boolean ofV4)
    {
        isV4 = ofV4;
        final StringBuilder text = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ")
            .append(pick("ACCEPT", "DROP")).append(" [0:0]\n:OUTPUT ACCEPT [0:0]\n:mail - [0:0]\n:log - [0:0]\n");
        rules(text, "FORWARD", random.nextInt(2, 9), "ACCEPT", "DROP", "DROP", "RETURN", "LOG", "mail", "goto mail");
        rules(text, "mail", random.nextInt(5), "ACCEPT", "DROP", "RETURN", "log", "goto log");
        rules(text, "log", random.nextInt(3), "LOG", "DROP", "ACCEPT");
        return text.append("COMMIT\n").toString();
    }

    private void rules(final StringBuilder text, final String chain, final int count, final String... targets)
    {
        for (int i = 0; i < count; i++)
        {
            final String target = pick(targets);
            text.append("-A ").append(chain);
            rule(text);
            text.append(target.startsWith("goto ") ? " -g " + target.substring(5) : " -j " + target).append('\n');
        }
    }

    private void rule(final StringBuilder text)
    {
        if (0 == random.nextInt(3))
        {
            option(text, random.nextBoolean() ? "-i" : "-o", pick("lan", "wan", "dmz"));
        }
        if (0 == random.nextInt(2))
        {
            option(text, random.nextBoolean() ? "-s" : "-d", pick(isV4 ? V4 : V6));
        }
        switch (random.nextInt(10))
        {
            case 0, 1, 2 -> tcp(text);
            case 3, 4 -> ports(text, "udp");
            case 5 -> icmp(text);
            case 6 -> option(text, "-p", pick("tcp", "udp", "41", "47", isV4 ? "icmp" : "icmpv6"));
            default ->
            {
            }
        }
        switch (random.nextInt(8))
        {
            case 0, 1, 2 ->
            {
                text.append(" -m u32");
                option(text, "--u32", "\"" + pick(PROGRAMS) + (random.nextBoolean() ? "" : "&&" + pick(PROGRAMS)) +
                    "\"");
            }
            case 3 ->
            {
                text.append(" -m iprange");
                option(text, pick("--src-range", "--dst-range"),
                    isV4 ? "192.0.2.1-203.0.113.24" : "2001:db8::2-fe80::");
            }
            case 4 ->
            {
                text.append(" -m mac");
                option(text, "--mac-source", pick("02:00:00:00:00:01", "02:00:00:00:00:02"));
            }
            default ->
            {
            }
        }
    }

    private void tcp(final StringBuilder text)
    {
        switch (random.nextInt(3))
        {
            case 0 ->
            {
                text.append(" -p tcp -m tcp");
                option(text, "--tcp-flags", pick(FLAGS));
            }
            case 1 ->
            {
                text.append(" -p tcp -m tcp");
                option(text, "--syn", "");
            }
            default -> ports(text, "tcp");
        }
    }

    private void ports(final StringBuilder text, final String protocol)
    {
        text.append(" -p ").append(protocol);
        if (random.nextBoolean())
        {
            text.append(" -m multiport");
            option(text, pick("--sports", "--dports", "--ports"), pick(PORTS) + "," + pick(PORTS));
        }
        else
        {
            text.append(" -m ").append(protocol);
            option(text, "--sport", pick(PORTS));
            option(text, "--dport", pick(PORTS));
        }
    }

    private void icmp(final StringBuilder text)
    {
        text.append(isV4 ? " -p icmp -m icmp" : " -p icmpv6 -m icmp6");
        option(text, isV4 ? "--icmp-type" : "--icmpv6-type", pick(isV4 ? "8" : "128", isV4 ? "0" : "129", "3", "1"));
    }

    private void option(final StringBuilder text, final String name, final String value)
    {
        text.append(0 == random.nextInt(3) ? " ! " : " ").append(name).append(value.isEmpty() ? "" : " ").append(value);
    }

    private String pick(final String... choices)
    {
        return choices[random.nextInt(choices.length)];
    }
}
