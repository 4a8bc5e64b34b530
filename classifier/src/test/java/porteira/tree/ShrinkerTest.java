package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import porteira.Seed;
import porteira.policy.Kind;
import porteira.policy.Field;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShrinkerTest
{
    private static final long LIMIT_MS = 30_000;
    private static final String POLICY = """
        table bridge t {
        set hosts { type ipv4_addr; elements = { 203.0.113.1, 203.0.113.2, 203.0.113.25 } }
        chain c0 {
        type filter hook forward priority filter; policy drop;
        iifname lan ether type arp accept
        ip saddr 10.0.0.0/8 log prefix "p" counter jump c1
        ip saddr @hosts tcp dport { 25, 465, 587 } counter accept
        udp dport 25 drop
        }
        chain c1 {
        tcp flags syn counter drop
        tcp dport 80 accept
        }
        }
        """;

    private final SplittableRandom random = new SplittableRandom(Seed.ofRun());

    @Test
    void shouldFindTheElementsThatShowAFault()
    {
        final List<Integer> all = IntStream.range(0, 500).boxed().toList();

        assertEquals(List.of(7, 25, 444), new Shrinker(LIMIT_MS).shrink(
            all, Shrinker::without, (some) -> some.containsAll(List.of(7, 25, 444))));
    }

    @Test
    void shouldKeepWhatItHasWhenTimeIsUp()
    {
        final List<Integer> all = List.of(1, 2, 3);

        assertEquals(all, new Shrinker(0).shrink(all, Shrinker::without, (some) -> true));
    }

    @Test
    void shouldShrinkAFrameToTheBytesThatShowAFault()
    {
        final byte[] frame = new byte[200];
        random.nextBytes(frame);
        frame[23] = 6;

        final byte[] least = new Shrinker(LIMIT_MS).shrink(
            frame, SmallerFrame::of, (some) -> IntStream.range(0, some.length).anyMatch((at) -> 6 == some[at]));

        assertTrue(4 >= least.length, () -> FrameBuilder.hex(least));
        assertEquals(6, IntStream.range(0, least.length).map((at) -> least[at]).sum());
    }

    @Test
    void shouldShrinkATextToTheRuleThatShowsAFault()
    {
        final Agreement<String> agreement = Agreement.onText(ShrinkerTest::faulty, 25);
        final CompiledPolicy policy = agreement.compile(POLICY);
        final byte[] frame = FrameBuilder.tcp(1024, 465, 2).trailer(30).ipv4("203.0.113.25", "10.1.2.3", 6)
            .vlan(5, 0x0800).ethernet(0x8100).bytes();

        final String message = assertThrows(AssertionError.class, () ->
            agreement.check(POLICY, policy, new Agreement.Passage(frame, 0, 1, 0))).getMessage();

        assertEquals("""
            not judged alike, seed 25

            table bridge t {
            chain c0 {
            type filter hook forward priority filter;
            tcp dport 465
            }
            }
            """, message.substring(0, message.indexOf("\nframe ")), message);
        assertTrue(frame.length > message.lines().filter((line) -> line.startsWith("frame ")).findFirst()
            .orElseThrow().length() / 2, message);
        assertTrue(message.contains("\nrules    ") && message.contains("\ndiagram  ") && message.contains("\ncode "));
        assertTrue(message.contains("yes  tcp dport 465") && message.contains("compiled path:"), message);
    }

    @Test
    void shouldShrinkAModelToTheRuleThatShowsAFault()
    {
        final Agreement<Policy> agreement = Agreement.onModel(ShrinkerTest::faulty, 25);
        final Policy policy = NftReader.read(POLICY, "policy.nft", PortNames.inOrderOfAppearance());
        final byte[] frame = FrameBuilder.tcp(1024, 465, 2).ipv4("203.0.113.25", "10.1.2.3", 6)
            .ethernet(0x0800).bytes();

        final String message = assertThrows(AssertionError.class, () ->
            agreement.check(policy, agreement.compile(policy), new Agreement.Passage(frame, 0, 1, 0))).getMessage();

        assertEquals("""
            not judged alike, seed 25

            chain c0 {
                dport { 465 }
                policy drop
            }
            """, message.substring(0, message.indexOf("\nframe ")), message);
    }

    @Test
    void shouldLeaveOutNothingThatMakesTheKeyOfASet()
    {
        final Policy policy = NftReader.read("""
            table bridge t {
            set s { type ipv4_addr; flags dynamic; }
            chain c {
            type filter hook forward priority filter; policy drop;
            tcp dport 25 add @s { ip saddr } accept
            }
            }
            """, "policy.nft", PortNames.inOrderOfAppearance());
        final List<Policy> smaller = new ArrayList<>(SmallerPolicy.of(policy).toList());

        assertTrue(3 < smaller.size());
        for (final Policy less : smaller)
        {
            PolicyCompiler.compile(less, "policy.nft");
        }
    }

    /** Code that is wrong of port 465 wherever a rule asks for it. */
    private static CompiledPolicy faulty(final Policy policy)
    {
        final boolean isAsked = policy.rules().stream().flatMap((rule) -> rule.parts().stream()).anyMatch((part) ->
            part instanceof Match match && Kind.DESTINATION_PORT == match.field().kind() &&
            match.values().contains(0, 465));
        final Queries queries = new Queries(SetBinding.asWritten());
        final DiagramBuilder builder = new DiagramBuilder(Flattener.flatten(policy), queries, 1_000);
        final Diagram right = builder.build();
        final Field port = Field.outermost(Kind.DESTINATION_PORT);
        final Classifier wrong = (frame, length, layout, ingress, egress, state) ->
        {
            final int leaf = right.classify(frame, length, layout, ingress, egress, state);
            return isAsked && FieldReader.isPresent(port, frame, length, layout) &&
                465 == FieldReader.low(port, frame, length, layout, ingress, egress) ?
                (leaf + 1) % builder.leaves().leaves().size() : leaf;
        };
        return new CompiledPolicy(policy, builder.leaves(), right, queries, wrong, false, null, List.of());
    }
}
