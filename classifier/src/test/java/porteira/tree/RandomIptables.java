package porteira.tree;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random rules of iptables in random spellings, each with its meaning written down apart from any reader: what
 * iptables' manual says of a packet.
 */
final class RandomIptables
{
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final String MAC = "02:00:00:00:00:01";
    private static final String[] PORTS = { "eth0", "eth1", "dmz" };
    private static final String[] V4 = { "203.0.113.25", "203.0.113.7", "130.1.2.3", "10.0.0.1" };
    private static final String[] V6 = { "2001:db8:b01a:70da::25", "2001:db8:b01a:70da::7", "fe80::1", "2001:db9::1" };
    private static final int[] NUMBERS = { 25, 465, 587, 1023, 1024, 40_000 };
    private static final int[] FLAGS = { 0x02, 0x12, 0x10, 0x14, 0x00 };
    private static final int[] PROTOCOLS = { 6, 6, 6, 17, 17, 47, ICMP };
    private static final String[] STATES = { "INVALID", "ESTABLISHED", "RELATED", "NEW" };
    private static final int SYN_MASK = 0x17;

    private final SplittableRandom random;
    private final boolean isPlain;
    private int names;

    /** What a packet is, for the rules. */
    record Packet(
        boolean isV4,
        int in,
        int out,
        String source,
        String destination,
        int protocol,
        int from,
        int to,
        int flags,
        String state)
    {
        /** nftables' bit. */
        int connection()
        {
            return 1 << List.of(STATES).indexOf(state);
        }

        private boolean isEcho()
        {
            return (ICMP == protocol || ICMPV6 == protocol) && 0 != flags;
        }

        /** Of the first word behind the IP header, the upper half. */
        private int first()
        {
            return 6 == protocol || 17 == protocol ? from : ICMP == protocol || ICMPV6 == protocol ? type() << 8 : 0;
        }

        private int type()
        {
            return isV4 ? 0 == flags ? 0 : 8 : 0 == flags ? 129 : 128;
        }

        FrameBuilder frame()
        {
            final FrameBuilder transport = 6 == protocol ? FrameBuilder.tcp(from, to, flags) :
                17 == protocol ? FrameBuilder.payload(4).udp(from, to) :
                ICMP == protocol || ICMPV6 == protocol ? FrameBuilder.icmp(type()) : FrameBuilder.payload(16);
            return isV4 ? transport.ipv4(source, destination, protocol).ethernet(0x0800) :
                transport.ipv6(source, destination, protocol).ethernet(0x86DD);
        }
    }

    /** A question about a packet. */
    interface Test
    {
        boolean isTrue(Packet packet);
    }

    /** A rule: its command behind the program's name, and what it means. */
    record Rule(String text, List<Test> tests, String target)
    {
        /** With the words of the target behind it. */
        private Rule with(final String words)
        {
            final String[] parts = words.split("=");
            final String jump = words.startsWith("LOG") ? " -j LOG --log-prefix \"" + words.substring(4) + " \"" :
                words.isEmpty() ? "" : words.startsWith("goto ") ? " -g user" : " --jump " + parts[0];
            return new Rule(text + jump, tests, 1 == parts.length ? words : "REJECT " + parts[1]);
        }
    }

    /** Chains of one program. */
    record Table(boolean isV4, boolean isDrop, List<Rule> forward, List<Rule> user)
    {
        /** Verdict and log of a packet. */
        String judge(final Packet packet)
        {
            final StringBuilder logged = new StringBuilder();
            final String verdict = walk(forward, packet, logged);
            return logged + (null == verdict || "RETURN".equals(verdict) ? isDrop ? "DROP" : "ACCEPT" : verdict);
        }

        private String walk(final List<Rule> rules, final Packet packet, final StringBuilder logged)
        {
            for (final Rule rule : rules)
            {
                if (!rule.tests().stream().allMatch((test) -> test.isTrue(packet)))
                {
                    continue;
                }
                if (rule.target().startsWith("LOG"))
                {
                    logged.append(rule.target().substring(4)).append(' ');
                }
                else if ("user".equals(rule.target()))
                {
                    final String verdict = walk(user, packet, logged);
                    if (null != verdict && !"RETURN".equals(verdict))
                    {
                        return verdict;
                    }
                }
                else if ("goto user".equals(rule.target()))
                {
                    final String verdict = walk(user, packet, logged);
                    return null == verdict ? "RETURN" : verdict;
                }
                else if (!rule.target().isEmpty())
                {
                    return rule.target();
                }
            }
            return null;
        }
    }


    RandomIptables(final SplittableRandom random)
    {
        this(random, false);
    }

    /** {@code isPlain} leaves out what nft has no word for. */
    RandomIptables(final SplittableRandom random, final boolean isPlain)
    {
        this.random = random;
        this.isPlain = isPlain;
    }

    Packet packet()
    {
        final boolean isV4 = random.nextBoolean();
        final String[] addresses = isV4 ? V4 : V6;
        final int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        return new Packet(isV4, random.nextInt(3), random.nextInt(3), pick(addresses), pick(addresses),
            ICMP == protocol && !isV4 ? ICMPV6 : protocol, number(), number(), FLAGS[random.nextInt(FLAGS.length)],
            pick(STATES));
    }

    Table table(final boolean isV4)
    {
        final List<Rule> forward = new ArrayList<>();
        final List<Rule> user = new ArrayList<>();
        for (int i = random.nextInt(1, 7); i > 0; i--)
        {
            forward.add(rule("FORWARD", isV4, pick("ACCEPT", "DROP", "RETURN", "LOG f" + i, "user", "user",
                "goto user", "REJECT", "")));
        }
        for (int i = random.nextInt(5); i > 0; i--)
        {
            user.add(rule("user", isV4, pick("ACCEPT", "DROP", "RETURN", "LOG u" + i, "REJECT", "")));
        }
        return new Table(isV4, random.nextBoolean(), forward, user);
    }

    static String script(final Table table)
    {
        final String program = table.isV4() ? "iptables" : "ip6tables";
        final StringBuilder text = new StringBuilder(table.forward().getFirst().text().startsWith("-t") ? "" :
            program + " -N user\n" + program + " -P FORWARD " + (table.isDrop() ? "DROP" : "ACCEPT") + "\n");
        table.forward().forEach((rule) -> text.append(program).append(' ').append(rule.text()).append('\n'));
        table.user().forEach((rule) -> text.append(program).append(' ').append(rule.text()).append('\n'));
        return text.toString();
    }

    /** Rules of the table that translates: what a connection's first packet meets before all others. */
    Table translations(final boolean isV4)
    {
        final List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--)
        {
            final StringBuilder text = new StringBuilder("-t nat -A PREROUTING");
            final List<Test> tests = new ArrayList<>();
            address(text, tests, isV4);
            if (0 == random.nextInt(3))
            {
                final int port = random.nextInt(3);
                add(text, tests, "-i", PORTS[port], (packet) -> port == packet.in());
            }
            tests.add((packet) -> 6 == packet.protocol());
            text.append(" -p tcp");
            final int to = number();
            add(text, tests, "--dport", Integer.toString(to), (packet) -> to == packet.to());
            final String target = pick("ACCEPT", "RETURN", "DNAT", "DNAT");
            final String end = (isV4 ? "203.0.113.%d" : "2001:db8:b01a:70da::%d").formatted(i);
            text.append(" -j ").append(target).append(!"DNAT".equals(target) ? "" : " --to-destination " +
                (isV4 ? end : "[" + end + "]") + ":587");
            rules.add(new Rule(text.toString(), tests, "DNAT".equals(target) ? "DNAT " + end : target));
        }
        return new Table(isV4, false, rules, List.of());
    }

    private Rule rule(final String chain, final boolean isV4, final String target)
    {
        final StringBuilder text = new StringBuilder(pick("-A ", "--append ")).append(chain);
        final List<Test> tests = new ArrayList<>();
        port(text, tests);
        address(text, tests, isV4);
        final boolean isTcp = transport(text, tests, isV4);
        switch (random.nextInt(8))
        {
            case 0, 1 -> state(text, tests);
            case 2 ->
            {
                // Where either port may match, one rule becomes two, each of which would count for itself.
                if (0 > text.indexOf("--ports"))
                {
                    rate(text, tests);
                }
            }
            case 3 -> other(text, tests, isV4);
            case 4 ->
            {
                if (!isPlain)
                {
                    u32(text, tests, isV4);
                }
            }
            default ->
            {
            }
        }
        text.append(0 == random.nextInt(6) ? " -m comment --comment \"it's " + chain + "\"" : "");
        return new Rule(text.toString(), tests, target)
            .with(target.startsWith("REJECT") ? rejection(isV4, isTcp) : target);
    }

    /** The option's words, and what they mean. */
    private String rejection(final boolean isV4, final boolean isTcp)
    {
        return switch (random.nextInt(3))
        {
            case 0 -> "REJECT --reject-with " + (isV4 ? "icmp-admin-prohibited" : "icmp6-adm-prohibited") + "=" +
                (isV4 ? "ICMP_ADMIN_PROHIBITED" : "ICMPV6_ADMIN_PROHIBITED");
            case 1 -> isTcp ? "REJECT --reject-with tcp-reset=TCP_RESET" : "REJECT=" + unreachable(isV4);
            default -> "REJECT=" + unreachable(isV4);
        };
    }

    private static String unreachable(final boolean isV4)
    {
        return isV4 ? "ICMP_PORT_UNREACHABLE" : "ICMPV6_PORT_UNREACHABLE";
    }

    private void state(final StringBuilder text, final List<Test> tests)
    {
        final String one = pick(STATES);
        final String other = pick(STATES);
        final boolean isOld = random.nextBoolean();
        text.append(isOld ? " -m state" : " -m conntrack");
        add(text, tests, isOld ? "--state" : "--ctstate", one.equals(other) ? one : one + "," + other,
            (packet) -> one.equals(packet.state()) || other.equals(packet.state()));
    }

    /** Nothing is exceeded here. */
    private void rate(final StringBuilder text, final List<Test> tests)
    {
        final String name =
            " --hashlimit-name h" + ++names + " --hashlimit-mode " + pick("srcip", "dstip", "srcip,dstip");
        switch (random.nextInt(4))
        {
            case 0 -> text.append(" -m limit --limit ").append(pick("5/minute", "100/s --limit-burst 20"));
            case 1 ->
            {
                text.append(" -m hashlimit");
                add(text, tests, "--hashlimit-above", "10/second", (packet) -> false);
                text.append(name);
            }
            case 2 ->
            {
                text.append(" -m hashlimit");
                add(text, tests, "--hashlimit-upto", "5/hour", (packet) -> true);
                text.append(name).append(" --hashlimit-burst 7");
            }
            default ->
            {
                text.append(" -m connlimit");
                add(text, tests, "--connlimit-above", "3", (packet) -> false);
                text.append(pick("", " --connlimit-mask 24", " --connlimit-daddr"));
            }
        }
    }

    private void other(final StringBuilder text, final List<Test> tests, final boolean isV4)
    {
        switch (random.nextInt(3))
        {
            case 0 ->
            {
                text.append(" -m mac");
                final boolean isOurs = random.nextBoolean();
                add(text, tests, "--mac-source", isOurs ? MAC : "02:00:00:00:00:02", (packet) -> isOurs);
            }
            case 1 ->
            {
                final boolean isSource = random.nextBoolean();
                final String first = isV4 ? V4[1] : V6[1];
                final String last = isV4 ? V4[0] : V6[0];
                text.append(" -m iprange");
                add(text, tests, isSource ? "--src-range" : "--dst-range", first + "-" + last, (packet) ->
                    isBetween(isSource ? packet.source() : packet.destination(), first, last));
            }
            default ->
            {
                final int port = random.nextInt(3);
                text.append(" -m physdev");
                add(text, tests, "--physdev-in", PORTS[port], (packet) -> port == packet.in());
            }
        }
    }

    private static boolean isBetween(final String address, final String first, final String last)
    {
        final BigInteger value = new BigInteger(1, FrameBuilder.address(address));
        return 0 <= value.compareTo(new BigInteger(1, FrameBuilder.address(first))) &&
            0 >= value.compareTo(new BigInteger(1, FrameBuilder.address(last)));
    }

    private void u32(final StringBuilder text, final List<Test> tests, final boolean isV4)
    {
        final int port = number();
        final int last = Math.max(port, number());
        text.append(" -m u32");
        switch (random.nextInt(3))
        {
            case 0 -> add(text, tests, "--u32", isV4 ? "\"6&0xFF=6\"" : "\"4>>8&0xFF=6\"",
                (packet) -> 6 == packet.protocol());
            case 1 -> add(text, tests, "--u32", (isV4 ? "\"0>>22&0x3C@0>>16=" : "\"40>>16=") + port + ":" + last + "\"",
                (packet) -> port <= packet.first() && packet.first() <= last);
            default -> add(text, tests, "--u32", isV4 ? "\"12=0xCB007119&&6&0xFF=6,17\"" :
                "\"8=0x20010DB8&&20=0x25&&4>>8&0xFF=6,17\"", (packet) -> packet.source().equals(isV4 ? V4[0] : V6[0]) &&
                (6 == packet.protocol() || 17 == packet.protocol()));
        }
    }

    private void port(final StringBuilder text, final List<Test> tests)
    {
        final int port = random.nextInt(3);
        switch (random.nextInt(6))
        {
            case 0 -> add(text, tests, "-i", PORTS[port], (packet) -> port == packet.in());
            case 1 -> add(text, tests, "--out-interface", PORTS[port], (packet) -> port == packet.out());
            case 2 -> add(text, tests, "-i", "eth+", (packet) -> 2 > packet.in());
            default ->
            {
            }
        }
    }

    private void address(final StringBuilder text, final List<Test> tests, final boolean isV4)
    {
        final boolean isSource = random.nextBoolean();
        final int bits = isV4 ? 32 : 128;
        final String address = pick(isV4 ? V4 : V6);
        final int length = isV4 ? new int[]{ 0, 7, 8, 24, 32 }[random.nextInt(5)] :
            new int[]{ 0, 16, 32, 64, 128 }[random.nextInt(5)];
        final Test test = (packet) ->
            isWithin(isSource ? packet.source() : packet.destination(), address, bits - length);
        if (0 != random.nextInt(3))
        {
            final String value = address + (bits == length ? "" : "/" + length);
            if (0 == length)
            {
                text.append(isSource ? " -s " : " -d ").append(value);
            }
            else
            {
                add(text, tests, isSource ? pick("-s", "--source", "--src") : pick("-d", "--destination"), value, test);
            }
        }
    }

    private static boolean isWithin(final String address, final String network, final int hostBits)
    {
        return new BigInteger(1, FrameBuilder.address(address)).shiftRight(hostBits).equals(
            new BigInteger(1, FrameBuilder.address(network)).shiftRight(hostBits));
    }

    /** True if the rule is one for TCP alone. */
    private boolean transport(final StringBuilder text, final List<Test> tests, final boolean isV4)
    {
        final boolean isTcp = random.nextBoolean();
        final int protocol = isTcp ? 6 : 17;
        final int kind = random.nextInt(7);
        if (0 == kind)
        {
            return false;
        }
        if (6 == kind)
        {
            icmp(text, tests, isV4);
            return false;
        }
        final Test isProtocol = (packet) -> protocol == packet.protocol();
        if (1 == kind)
        {
            add(text, tests, "-p", isTcp ? "tcp" : "17", isProtocol);
            return false;
        }
        text.append(pick(" -p ", " --protocol ", " --protocol=")).append(isTcp ? "tcp" : "udp");
        tests.add(isProtocol);
        final int from = number();
        final int to = Math.max(from, number());
        switch (kind)
        {
            case 2 -> add(text, tests, "--sport", from + ":" + to,
                (packet) -> from <= packet.from() && packet.from() <= to);
            case 3 -> add(text, tests, pick("--dport", "--destination-port"), from + ":",
                (packet) -> from <= packet.to());
            case 4 -> multiport(text, tests, from, to);
            default ->
            {
                if (isTcp)
                {
                    add(text, tests, "--syn", "", (packet) -> 0x02 == (packet.flags() & SYN_MASK));
                }
            }
        }
        return isTcp;
    }

    private void icmp(final StringBuilder text, final List<Test> tests, final boolean isV4)
    {
        text.append(isV4 ? " -p icmp" : " -p icmpv6");
        tests.add((packet) -> (isV4 ? ICMP : ICMPV6) == packet.protocol());
        add(text, tests, isV4 ? "--icmp-type" : "--icmpv6-type", "echo-request", Packet::isEcho);
    }

    private void multiport(final StringBuilder text, final List<Test> tests, final int one, final int other)
    {
        text.append(" -m multiport");
        final String list = one + "," + other;
        switch (random.nextInt(3))
        {
            case 0 -> add(text, tests, "--sports", list, (packet) -> one == packet.from() || other == packet.from());
            case 1 -> add(text, tests, "--dports", list, (packet) -> one == packet.to() || other == packet.to());
            default -> add(text, tests, "--ports", list, (packet) ->
                one == packet.from() || other == packet.from() || one == packet.to() || other == packet.to());
        }
    }

    /** With or without {@code !}, in front of the option or of its value. */
    private void add(
        final StringBuilder text, final List<Test> tests, final String option, final String value, final Test test)
    {
        final boolean isNegated = 0 == random.nextInt(3);
        final boolean isBehind = random.nextBoolean() && !value.isEmpty();
        text.append(isNegated && !isBehind ? " ! " : " ").append(option).append(isNegated && isBehind ? " !" : "")
            .append(value.isEmpty() ? "" : " ").append(value);
        tests.add((packet) -> test.isTrue(packet) != isNegated);
    }

    private int number()
    {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private String pick(final String... choices)
    {
        return choices[random.nextInt(choices.length)];
    }
}
