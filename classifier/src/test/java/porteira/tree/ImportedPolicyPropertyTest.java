package porteira.tree;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Action;
import porteira.policy.PortNames;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.policy.iptables.Translation;
import porteira.wire.PacketParser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImportedPolicyPropertyTest
{
    private static final int SCRIPTS = 150;
    private static final int PACKETS = 150;
    private static final List<String> PORTS = List.of("lan", "wan", "dmz");

    @Test
    void shouldJudgeAsTheRulesSay()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomIptables rules = new RandomIptables(random);
        final Map<String, Integer> verdicts = new HashMap<>();
        for (int i = 0; i < SCRIPTS; i++)
        {
            final RandomIptables.Table v4 = rules.table(true);
            final RandomIptables.Table v6 = rules.table(false);
            final String script = RandomIptables.script(v4) + RandomIptables.script(v6);
            final Translation imported = imported(script);
            final CompiledPolicy policy = PolicyCompiler.compile(imported.policy(), "imported.nft");
            final CompiledPolicy again =
                PolicyCompiler.compile(imported.text(), "printed.nft", PortNames.of(PORTS));
            for (int j = 0; j < PACKETS; j++)
            {
                final RandomIptables.Packet packet = rules.packet();
                final String expected = (packet.isV4() ? v4 : v6).judge(packet);
                final String message = "seed " + seed + "\n" + packet + "\n" + script + imported.text();
                assertEquals(expected, judge(policy, packet), message);
                assertEquals(expected, judge(again, packet), message);
                verdicts.merge(expected.substring(expected.lastIndexOf(' ') + 1), 1, Integer::sum);
            }
        }
        final int few = SCRIPTS * PACKETS / 10;
        assertTrue(few < verdicts.get("ACCEPT") && few < verdicts.get("DROP"), () -> "seed " + seed + verdicts);
    }

    @Test
    void shouldTranslateAsTheRulesSay()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final RandomIptables rules = new RandomIptables(random);
        int translated = 0;
        for (int i = 0; i < SCRIPTS / 3; i++)
        {
            final RandomIptables.Table v4 = rules.translations(true);
            final RandomIptables.Table v6 = rules.translations(false);
            final String script = RandomIptables.script(v4) + RandomIptables.script(v6);
            final Translation imported = imported(script);
            final CompiledPolicy policy = PolicyCompiler.compile(imported.policy(), "imported.nft");
            final CompiledPolicy again =
                PolicyCompiler.compile(imported.text(), "printed.nft", PortNames.of(PORTS));
            for (int j = 0; j < PACKETS; j++)
            {
                final RandomIptables.Packet packet = rules.packet();
                final String expected = (packet.isV4() ? v4 : v6).judge(packet);
                final String message = "seed " + seed + "\n" + packet + "\n" + script + imported.text();
                assertEquals(expected, judge(policy, packet), message);
                assertEquals(expected, judge(again, packet), message);
                translated += expected.startsWith("DNAT") ? 1 : 0;
            }
        }
        final int few = translated;
        assertTrue(SCRIPTS < few, () -> "seed " + seed + ", too few are translated: " + few);
    }

    private static Translation imported(final String script)
    {
        return IptablesReader.read(
            script, "random.sh", Bridge.of(List.of("eth0=lan", "eth1=wan", "dmz"), List.of()));
    }

    private static String judge(final CompiledPolicy policy, final RandomIptables.Packet packet)
    {
        final DirectBuffer frame = packet.frame().frame();
        final int length = frame.capacity();
        final long layout = PacketParser.ethernet(frame, length);
        final Leaf leaf = policy.leaves().get(policy.classifier().classify(frame, length, layout, packet.in(),
            packet.out(), new AssumedState(packet.connection(), policy.policy().questions())));
        final StringBuilder answer = new StringBuilder();
        leaf.logs().forEach((log) -> answer.append(log.prefix()));
        for (final Action action : leaf.actions())
        {
            if (action instanceof Action.Reject reject)
            {
                return answer + "REJECT " + reject.answer();
            }
            if (action instanceof Action.Translate translate)
            {
                return answer + Answers.action(translate, new ValueText(policy.policy().ports()))
                    .replaceFirst("dnat to \\[?(.*?)\\]?:587", "DNAT $1");
            }
        }
        return answer.append(leaf.verdict()).toString();
    }
}
