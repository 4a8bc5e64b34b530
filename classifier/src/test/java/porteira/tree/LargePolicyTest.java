package porteira.tree;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import porteira.policy.PortNames;
import porteira.policy.Verdict;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LargePolicyTest
{
    private static final int RULES = 10_000;
    private static final int RELOADS = 1_000;
    private static final int WARM_UPS = 200;
    private static final long ROOM = 8 << 20;

    @Test
    void shouldJudgeAPrefixForEachRule()
    {
        final StringBuilder text = head();
        for (int i = 0; i < RULES; i++)
        {
            text.append("tcp dport 25 ip saddr ").append(address(i)).append(0 == i % 2 ? " accept\n" : " drop\n");
        }
        final CompiledPolicy policy = PolicyCompiler.compile(
            text.append("}\n}\n").toString(), "prefixes.nft", PortNames.inOrderOfAppearance());

        for (int i = 0; i < RULES; i += 7)
        {
            assertEquals(i, judge(policy, address(i), 25).rule());
            assertEquals(RULES, judge(policy, address(i), 80).rule());
        }
        assertEquals(Verdict.DROP, judge(policy, address(RULES + 1), 25).verdict());
    }

    @Test
    void shouldKeepMetaspaceFlatOverManyReloads()
    {
        for (int i = 0; i < WARM_UPS; i++)
        {
            reload(i);
        }
        System.gc();
        final long before = metaspace();

        for (int i = 0; i < RELOADS; i++)
        {
            reload(i);
        }

        System.gc();
        final long grown = metaspace() - before;
        assertTrue(grown < ROOM, () -> "metaspace grew by " + grown + " bytes over " + RELOADS + " reloads");
    }

    private static void reload(final int number)
    {
        final CompiledPolicy policy = PolicyCompiler.compile(
            head().append("tcp dport 25 ip saddr ").append(address(number)).append(" accept\n}\n}\n").toString(),
            "reload.nft", PortNames.inOrderOfAppearance());
        assertEquals(0, judge(policy, address(number), 25).rule());
    }

    private static long metaspace()
    {
        final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
        return pools.stream().filter((pool) -> "Metaspace".equals(pool.getName())).findFirst().orElseThrow()
            .getUsage().getUsed();
    }

    private static StringBuilder head()
    {
        return new StringBuilder(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy drop;\n");
    }

    private static String address(final int number)
    {
        return "10." + (number >> 14) + "." + (number >> 6 & 0xFF) + "." + (number << 2 & 0xFF);
    }

    private static Leaf judge(final CompiledPolicy policy, final String source, final int port)
    {
        final byte[] bytes = FrameBuilder.tcp(40_000, port)
            .ipv4(source, "203.0.113.25", FrameBuilder.TCP).ethernet(0x0800).bytes();
        final UnsafeBuffer frame = new UnsafeBuffer(bytes);
        return policy.leaves().get(policy.classifier().classify(
            frame, bytes.length, PacketParser.ethernet(frame, bytes.length), 0, 1, policy.assumedState()));
    }
}
