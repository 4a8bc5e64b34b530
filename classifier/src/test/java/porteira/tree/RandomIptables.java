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
    private static final String[] PORTS = { "eth0", "eth1", "dmz" };
    private static final String[] V4 = { "203.0.113.25", "203.0.113.7", "130.1.2.3", "10.0.0.1" };
    private static final String[] V6 = { "2001:db8:b01a:70da::25", "2001:db8:b01a:70da::7", "fe80::1", "2001:db9::1" };
    private static final int[] NUMBERS = { 25, 465, 587, 1023, 1024, 40_000 };
    private static final int[] FLAGS = { 0x02, 0x12, 0x10, 0x14, 0x00 };
    private static final int[] PROTOCOLS = { 6, 6, 6, 17, 17, 47 };
    private static final int SYN_MASK = 0x17;

    private final SplittableRandom random;

    /** What a packet is, for the rules. */
    record Packet(
        boolean isV4, int in, int out, String source, String destination, int protocol, int from, int to, int flags)
    {
        FrameBuilder frame()
        {
            final FrameBuilder transport = 6 == protocol ? FrameBuilder.tcp(from, to, flags) :
                17 == protocol ? FrameBuilder.payload(4).udp(from, to) : FrameBuilder.payload(16);
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
        this.random = random;
    }

    Packet packet()
    {
        final boolean isV4 = random.nextBoolean();
        final String[] addresses = isV4 ? V4 : V6;
        return new Packet(isV4, random.nextInt(3), random.nextInt(3), pick(addresses), pick(addresses),
            PROTOCOLS[random.nextInt(PROTOCOLS.length)], number(), number(), FLAGS[random.nextInt(FLAGS.length)]);
    }

    Table table(final boolean isV4)
    {
        final List<Rule> forward = new ArrayList<>();
        final List<Rule> user = new ArrayList<>();
        for (int i = random.nextInt(1, 7); i > 0; i--)
        {
            forward.add(rule("FORWARD", isV4, pick("ACCEPT", "DROP", "RETURN", "LOG f" + i, "user", "user", "")));
        }
        for (int i = random.nextInt(5); i > 0; i--)
        {
            user.add(rule("user", isV4, pick("ACCEPT", "DROP", "RETURN", "LOG u" + i, "")));
        }
        return new Table(isV4, random.nextBoolean(), forward, user);
    }

    static String script(final Table table)
    {
        final String program = table.isV4() ? "iptables" : "ip6tables";
        final StringBuilder text = new StringBuilder(program + " -N user\n" + program + " -P FORWARD " +
            (table.isDrop() ? "DROP" : "ACCEPT") + "\n");
        table.forward().forEach((rule) -> text.append(program).append(' ').append(rule.text()).append('\n'));
        table.user().forEach((rule) -> text.append(program).append(' ').append(rule.text()).append('\n'));
        return text.toString();
    }

    private Rule rule(final String chain, final boolean isV4, final String target)
    {
        final StringBuilder text = new StringBuilder(pick("-A ", "--append ")).append(chain);
        final List<Test> tests = new ArrayList<>();
        port(text, tests);
        address(text, tests, isV4);
        transport(text, tests);
        if (target.startsWith("LOG"))
        {
            text.append(" -j LOG --log-prefix \"").append(target.substring(4)).append(" \"");
        }
        else if (!target.isEmpty())
        {
            text.append(pick(" -j ", " --jump ", " --jump=")).append(target);
        }
        return new Rule(text.toString(), tests, target);
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

    private void transport(final StringBuilder text, final List<Test> tests)
    {
        final boolean isTcp = random.nextBoolean();
        final int protocol = isTcp ? 6 : 17;
        final int kind = random.nextInt(6);
        if (0 == kind)
        {
            return;
        }
        final Test isProtocol = (packet) -> protocol == packet.protocol();
        if (1 == kind)
        {
            add(text, tests, "-p", isTcp ? "tcp" : "17", isProtocol);
            return;
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
