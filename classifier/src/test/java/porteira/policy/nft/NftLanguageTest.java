package porteira.policy.nft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.KeyType;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Question;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;
import porteira.policy.UInt128;
import porteira.policy.Verdict;
import porteira.problem.RefusedException;
import porteira.tree.PolicyCompiler;
import porteira.wire.PacketLayout;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What sets, maps, statements and rarer fields become in the model. */
class NftLanguageTest
{
    private static final long MINUTE_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void shouldReadSetsThatChange()
    {
        final Policy policy = read("""
            set hosts { type ipv4_addr; flags timeout, persist; timeout 1h30m; size 1000
                elements = { 1.2.3.4 timeout 2d comment "owner: reason", 5.6.7.8 } }
            """, "ip saddr @hosts drop");

        final SetDeclaration set = policy.sets().getFirst();
        assertEquals(new SetDeclaration("hosts", List.of(KeyType.IPV4_ADDR),
            Set.of(SetDeclaration.Flag.TIMEOUT, SetDeclaration.Flag.PERSIST), 5_400_000, 1000, List.of(
                new SetDeclaration.Element(List.of(Interval.of(0x01020304, 0x01020304)), 172_800_000, "owner: reason"),
                new SetDeclaration.Element(List.of(Interval.of(0x05060708, 0x05060708)), 0, ""))), set);
        assertEquals(new Lookup(List.of(Field.outermost(Kind.IP_SOURCE)), set, false, "ip saddr @hosts"),
            policy.rules().getFirst().parts().get(1));
    }

    @Test
    void shouldAddUpBlocksOfOneSet()
    {
        final Policy policy = read("""
            set ports { type inet_service; elements = { 25 } }
            set ports { type inet_service; elements = { 465, 587 } }
            """, "tcp dport @ports drop");

        assertEquals(IntervalSet.of(16, 25, 465, 587), match(policy.rules().getFirst(), 1).values());
        assertTrue(policy.sets().isEmpty());
    }

    @Test
    void shouldLookJoinedFieldsUp()
    {
        final Rule rule = rule("ip saddr . tcp dport { 10.0.0.0/8 . 25, 1.2.3.4 . 1-1023 } drop");

        final Lookup lookup = (Lookup)rule.parts().get(2);
        assertEquals(List.of(Field.outermost(Kind.IP_SOURCE), Field.outermost(Kind.DESTINATION_PORT)), lookup.key());
        assertEquals(List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE), lookup.set().types());
        assertEquals(List.of(Interval.of(0x01020304, 0x01020304), Interval.of(1, 1023)),
            lookup.set().elements().get(1).key());
    }

    @Test
    void shouldGroupVerdictsOfAMap()
    {
        final RulePart.Choose choose = (RulePart.Choose)rule(
            "tcp dport vmap { 25 : drop, 465 : accept, 587 : drop, * : continue }").parts().get(1);

        assertEquals(3, choose.cases().size());
        assertEquals(IntervalSet.of(16, 25, 587), ((Match)choose.cases().get(0).conditions().getFirst()).values());
        assertEquals(List.of(new RulePart.Decide(Verdict.DROP)), choose.cases().get(0).then());
        assertEquals(List.of(new RulePart.Decide(Verdict.ACCEPT)), choose.cases().get(1).then());
        assertTrue(((Match)choose.cases().get(2).conditions().getFirst()).values().isFull());
        assertEquals(List.of(), choose.cases().get(2).then());
    }

    @Test
    void shouldReadNamedMapsOfValues()
    {
        final Rule rule = read("""
            map servers { type ipv4_addr : ipv4_addr . inet_service; flags interval
                elements = { 10.0.0.0/8 : 192.0.2.1 . 587 } }
            """, "tcp dport 25 dnat ip to ip saddr map @servers").rules().getFirst();

        final RulePart.Choose choose = (RulePart.Choose)rule.parts().getLast();
        assertEquals(List.of(
            new Action.Translate(Action.Translate.End.DESTINATION, PacketLayout.NETWORK_IPV4,
                Interval.of(0xC0000201L, 0xC0000201L), Interval.of(587, 587)),
            new RulePart.Decide(Verdict.ACCEPT)), choose.cases().getFirst().then());
    }

    @Test
    void shouldReadStatesOfConnections()
    {
        assertEquals(IntervalSet.of(7, 2, 8), match(rule("ct state new,established accept"), 0).values());
        assertEquals(IntervalSet.of(7, 4, 64), match(rule("ct state { related, untracked } accept"), 0).values());
        assertEquals(IntervalSet.of(7, 1), match(rule("ct state != invalid accept"), 0).values());
        assertTrue(match(rule("ct state != invalid accept"), 0).negated());
    }

    @Test
    void shouldReadMasksAndRawBits()
    {
        final Match masked = match(rule("ip6 daddr & ffff:: == 2001:: drop"), 1);
        assertEquals(new Detail.Masked(new UInt128(0xFFFF_0000_0000_0000L, 0)), masked.field().detail());
        assertEquals(IntervalSet.of(128, List.of(Interval.of(new UInt128(0x2001_0000_0000_0000L, 0)))),
            masked.values());

        final Match raw = match(rule("@nh,96,32 & 0xff != { 1, 3-5 } drop"), 0);
        assertEquals(new Field(Field.outermost(Kind.NETWORK).layer(), Kind.NETWORK_BYTES,
            new Detail.Slice(96, 32, UInt128.of(0xFF))), raw.field());
        assertEquals(IntervalSet.of(32, 1, 3, 4, 5), raw.values());

        final Match dscp = match(rule("ip dscp { ef, cs1 } drop"), 1);
        assertEquals(new Detail.Slice(8, 6, UInt128.of(0x3F)), dscp.field().detail());
        assertEquals(IntervalSet.of(6, 8, 0x2E), dscp.values());
        assertEquals(IntervalSet.of(16, 3), match(rule("tcp dport 1|2 drop"), 1).values());
    }

    @Test
    void shouldReadMasksInKeys()
    {
        final Field prefix = new Field(Field.outermost(Kind.IP_SOURCE).layer(), Kind.IP_SOURCE,
            new Detail.Masked(UInt128.of(0xFFFF_FF00L)));
        final Field ports = new Field(Field.outermost(Kind.DESTINATION_PORT).layer(), Kind.DESTINATION_PORT,
            new Detail.Masked(UInt128.of(0xFF)));
        final Policy policy = read("set seen { type ipv4_addr; flags dynamic; size 4096; }\n",
            "add @seen { ip saddr & 255.255.255.0 ct count over 3 } drop");

        assertEquals(List.of(prefix), ((Question.Meter)policy.questions().getFirst()).key());
        assertEquals(List.of(prefix, ports), ((Lookup)rule(
            "ip saddr & 255.255.255.0 . tcp dport & 0xff { 10.0.0.0 . 25 } drop").parts().get(2)).key());
        assertEquals(List.of(prefix, Field.outermost(Kind.DESTINATION_PORT)), ((Lookup)((RulePart.Choose)rule(
            "ip saddr & 255.255.255.0 . tcp dport vmap { 10.0.0.0 . 25 : drop }").parts().getLast())
            .cases().getFirst().conditions().getFirst()).key());
    }

    @Test
    void shouldReadFragmentsAndPacketTypes()
    {
        assertEquals(IntervalSet.of(3, 1, 2, 3, 4), match(rule("exthdr frag exists drop"), 1).values());
        assertEquals(IntervalSet.of(3, 1, 2), match(rule("frag more-fragments 1 drop"), 1).values());
        assertEquals(IntervalSet.of(3, 2, 3), match(rule("frag frag-off != 0 drop"), 1).values());
        assertEquals(IntervalSet.of(2, 1, 2), match(rule("meta pkttype { broadcast, multicast } drop"), 0).values());
        assertEquals(Kind.FRAME_LENGTH, match(rule("meta length > 1500 drop"), 0).field().kind());
    }

    @Test
    void shouldReadQuestions()
    {
        final Policy policy = read("""
            set seen { type ipv4_addr; flags dynamic, timeout; timeout 10m; size 4096; }
            limit slow { rate 5/hour }
            """, """
            limit rate over 10 kbytes/second burst 20 kbytes drop
            ct count over 20 drop
            fanout over 30/minute drop
            add @seen { ip saddr timeout 1h limit rate over 10/minute burst 3 packets } drop
            limit name slow accept
            """);

        assertEquals(List.of(
            new Question.Rate(5, 60 * MINUTE_NS, 5, false, false),
            new Question.Rate(10_240, MINUTE_NS / 60, 20_480, true, true),
            new Question.Connections(20, true),
            new Question.Fanout(30, MINUTE_NS),
            new Question.Meter(policy.sets().getFirst(), List.of(Field.outermost(Kind.IP_SOURCE)), 3_600_000,
                new Question.Rate(10, MINUTE_NS, 3, false, true))), policy.questions());
        assertEquals(0, ((Ask)policy.rules().get(4).parts().getFirst()).index());
        assertEquals(Kind.NETWORK, match(policy.rules().get(3), 0).field().kind());
    }

    @Test
    void shouldReadActions()
    {
        final String sets = "set seen { type ipv4_addr; flags dynamic; size 16; }\ncounter smtp { }\n";
        final Policy policy = read(sets, """
            tcp dport 25 reject with tcp reset
            reject with icmpx admin-prohibited
            update @seen { ip daddr } counter name smtp accept
            dup to "tap" fwd to "wan"
            fwd to "greylist"
            tcp dport 25 redirect to :587
            ip6 saddr ::1 tcp dport 25 snat ip6 to [2001:db8::1]:1024-2048
            """);

        assertEquals(new Action.Reject(Action.Reject.Answer.TCP_RESET), policy.rules().get(0).parts().get(2));
        assertEquals(List.of(new Action.Reject(Action.Reject.Answer.ADMIN_PROHIBITED),
            new RulePart.Decide(Verdict.REJECT)), policy.rules().get(1).parts());
        assertEquals(new Action.SetUpdate(Action.SetUpdate.Operation.UPDATE, policy.sets().getFirst(),
            List.of(Field.outermost(Kind.IP_DESTINATION)), 0), policy.rules().get(2).parts().get(1));
        assertEquals(new RulePart.Count("smtp"), policy.rules().get(2).parts().get(2));
        assertEquals(List.of(new Action.Duplicate(0), new Action.Forward(1, ""),
            new RulePart.Decide(Verdict.FORWARD)), policy.rules().get(3).parts());
        assertEquals(new Action.Forward(-1, "greylist"), policy.rules().get(4).parts().getFirst());
        assertEquals(2, ((RulePart.Choose)policy.rules().get(5).parts().getLast()).cases().size());
        final UInt128 source = new UInt128(0x2001_0DB8_0000_0000L, 1);
        assertEquals(new Action.Translate(Action.Translate.End.SOURCE, PacketLayout.NETWORK_IPV6,
            Interval.of(source), Interval.of(1024, 2048)), policy.rules().get(6).parts().get(4));
    }

    @Test
    void shouldReadBothEndsOfAConnectionInOneRule()
    {
        final List<RulePart> both = rule("tcp dport 25 snat ip to 192.0.2.1 dnat ip to 192.0.2.25:587").parts();
        final List<RulePart> own = rule("ip protocol tcp tcp dport 25 redirect to :587 masquerade").parts();

        final Action.Translate there = new Action.Translate(Action.Translate.End.DESTINATION,
            PacketLayout.NETWORK_IPV4, Interval.of(0xC0000219L, 0xC0000219L), Interval.of(587, 587));
        assertEquals(List.of(new Action.Translate(Action.Translate.End.SOURCE, PacketLayout.NETWORK_IPV4,
            Interval.of(0xC0000201L, 0xC0000201L), null), there, new RulePart.Decide(Verdict.ACCEPT)),
            both.stream().filter((part) -> !(part instanceof Match)).toList());
        assertEquals(List.of(new Action.Translate(Action.Translate.End.DESTINATION, PacketLayout.NETWORK_IPV4, null,
            Interval.of(587, 587)), new Action.Translate(Action.Translate.End.SOURCE, PacketLayout.NETWORK_IPV4, null,
            null), new RulePart.Decide(Verdict.ACCEPT)),
            own.stream().filter((part) -> !(part instanceof Match)).toList());
    }

    @Test
    void shouldRefuseEndsThatDoNotGoTogether()
    {
        assertRefused("", "dnat ip to 1.2.3.4 dnat ip to 1.2.3.5", "'dnat' has no effect behind 'dnat'");
        assertRefused("", "snat ip to 1.2.3.4 dnat ip to 1.2.3.5 snat ip to 1.2.3.6", "no effect behind 'dnat'");
        assertRefused("", "snat ip to 1.2.3.4 counter", "'counter' has no effect behind 'snat'");
        assertRefused("", "dnat ip to 1.2.3.4 redirect", "'redirect' has no effect behind 'dnat'");
        assertRefused("", "snat ip to 1.2.3.4 dnat ip6 to ::1", "conflicting");
        assertRefused("", "masquerade dnat ip to 1.2.3.4", "needs the rule to be about one family");
        assertRefused("", "dnat ip to ip saddr map { 1.2.3.4 : 1.2.3.5 } snat ip to 1.2.3.6", "and without a map");
        assertRefused("", "snat ip to 1.2.3.6 dnat ip to ip saddr map { 1.2.3.4 : 1.2.3.5 }", "with a map");
    }

    @Test
    void shouldReadElementsFromFiles() throws IOException
    {
        Files.writeString(folder.resolve("list.txt"), """
            # Brazil
            10.0.0.0/8
              192.0.2.1-192.0.2.9   # nine
            192.0.2.77 comment "one"
            """);
        Files.writeString(folder.resolve("p.nft"), table(
            "set br { type ipv4_addr; flags interval; elements = file \"list.txt\"\n}\n", "ip saddr @br drop"));
        Files.writeString(folder.resolve("bad.nft"), table(
            "set br { type ipv4_addr; elements = file \"bad.txt\"\n}\n", "ip saddr @br drop"));
        Files.writeString(folder.resolve("bad.txt"), "1.2.3.4\n\n  1.2.3.256\n1.2.3.4 comment x\n");

        final Policy policy = NftReader.read(folder.resolve("p.nft"), PortNames.inOrderOfAppearance());
        final RefusedException exception = assertThrows(RefusedException.class,
            () -> NftReader.read(folder.resolve("bad.nft"), PortNames.inOrderOfAppearance()));

        assertEquals(3, match(policy.rules().getFirst(), 1).values().intervals().size());
        assertEquals(List.of("3:3", "4:17"), exception.problems().stream()
            .filter((problem) -> problem.file().endsWith("bad.txt"))
            .map((problem) -> problem.line() + ":" + problem.column()).toList());
    }

    @Test
    void shouldReadNamesAndKeysOfSeveralPartsFromFiles() throws IOException
    {
        Files.writeString(folder.resolve("keys.txt"), """
            192.0.2.1 . smtp timeout 1h expires 30m comment "owner: reason"
            192.0.2.0/24 . ftp-data-465,   # both
            """);
        Files.writeString(folder.resolve("p.nft"), table("set keys { type ipv4_addr . inet_service; " +
            "flags interval, timeout; elements = file \"keys.txt\"\n}\n", "ip saddr . tcp dport @keys drop"));

        final Policy policy = NftReader.read(folder.resolve("p.nft"), PortNames.inOrderOfAppearance());

        final long first = 0xC000_0200L;
        assertEquals(List.of(
            new SetDeclaration.Element(
                List.of(Interval.of(first + 1, first + 1), Interval.of(25, 25)), 1_800_000, "owner: reason"),
            new SetDeclaration.Element(List.of(Interval.of(first, first + 255), Interval.of(20, 465)), 0, "")),
            policy.sets().getFirst().elements());
    }

    @Test
    void shouldLocateWhatIsWrongInFilesOfElements() throws IOException
    {
        Files.writeString(folder.resolve("list.txt"), """
            192.0.2.0/24
            1.2.3.4, 5.6.7.8
            192.0.2.9
            10.0.0.0/0x8
            10.0.0.1 until never
            """);
        Files.writeString(folder.resolve("p.nft"), table(
            "set a { type ipv4_addr; flags interval; elements = file \"list.txt\"\n}\n" +
            "set b { type ipv4_addr; elements = file \"list.txt\"\n}\n" +
            "map m { type ipv4_addr : verdict; elements = file \"list.txt\"\n}\n", "drop"));

        final RefusedException exception = assertThrows(RefusedException.class,
            () -> NftReader.read(folder.resolve("p.nft"), PortNames.inOrderOfAppearance()));

        assertEquals(List.of(
            "list.txt:1:10: found '192.0.2.0/24': prefixes and ranges need 'flags interval' in the set",
            "list.txt:2:8: found ',', expected the end of the line, 'timeout', 'expires' or 'comment'",
            "list.txt:3:1: overlaps with the element of line 1 of \"list.txt\"; 'auto-merge' in the set allows it",
            "list.txt:4:10: found '10.0.0.0/0x8', expected a prefix length from 0 to 32",
            "list.txt:4:9: found '10.0.0.0/0x8': prefixes and ranges need 'flags interval' in the set",
            "list.txt:5:10: found 'until', expected the end of the line, 'timeout', 'expires' or 'comment'",
            "p.nft:6:51: a file has elements of sets only, a map needs them in braces"),
            exception.problems().stream().map((problem) -> problem.toString().replace(folder + "/", ""))
                .sorted().toList());
    }

    @Test
    void shouldIncludeByPatternInOrder() throws IOException
    {
        Files.createDirectories(folder.resolve("rules.d"));
        Files.writeString(folder.resolve("rules.d/b.nft"), "tcp dport 2 drop\n");
        Files.writeString(folder.resolve("rules.d/a.nft"), "tcp dport 1 drop\n");
        Files.writeString(folder.resolve("p.nft"), table("", "include \"rules.d/*.nft\"\ninclude \"none.d/*.nft\""));

        final Policy policy = NftReader.read(folder.resolve("p.nft"), PortNames.inOrderOfAppearance());

        assertEquals(List.of("a.nft:1", "b.nft:1", "p.nft:3"),
            policy.rules().stream().map(Rule::location).toList());
    }

    @Test
    void shouldReadCommandsAsFilesOfRulesCarryThem()
    {
        final Policy policy = NftReader.read("""
            flush ruleset
            table bridge t
            delete table bridge t
            table bridge t {
                set ports { type inet_service; }
                chain c { type filter hook forward priority filter; }
            }
            add element bridge t ports { 25, 465 }
            add rule bridge t c tcp dport @ports drop
            """, "t.nft", PortNames.inOrderOfAppearance());

        assertEquals(IntervalSet.of(16, 25, 465), match(policy.rules().getFirst(), 1).values());
    }

    @Test
    void shouldSayWhatIsWrongWithSetsAndMaps()
    {
        assertRefused("set s { type ipv4_addr; flags interval; }\n", "add @s { ip saddr }", "never changes");
        assertRefused("set s { type ipv4_addr; }\n", "ip saddr vmap @s", "is a set, expected a map");
        assertRefused("", "tcp dport vmap { 1-10 : drop, 5 : accept }", "one key leads to one place");
        assertRefused("", "tcp dport { 25 : drop }", "found a map's element");
        assertRefused("", "6in4 ct state new drop", "can not match inside '6in4'");
        assertRefused("", "dnat ip to 1.2.3.4:25", "a port needs a match on 'tcp' or 'udp'");
        assertRefused("", "udp dport 25 reject with tcp reset", "conflicting protocols: 'udp' and 'tcp'");
        assertRefused("", "meta mark set 5", "'meta mark set' is not supported");
        assertRefused("", "iifname abcdefghijklmnop drop", "is 16 letters long, names of ports have at most 15");
        assertRefused("", "iifname { \"a\", \"abcdefghijklmno*\" } drop", "is 16 letters long");
        assertRefused("", "fwd to \"abcdefghijklmnop\"", "is 16 letters long");
        assertRefused("", "notrack", "'notrack' is not supported");
        assertRefused("", "quota 5 mbytes drop", "'quota' is not supported");
        assertRefused("", "tcp dport 25,26 drop", "a list without braces is for flags");
        assertRefused("", "log group 3", "'group' is not supported");
        assertRefused("set s { type ipv4_addr; elements = { 1.2.3.4 timeout 1h } }\n", "drop", "need 'flags timeout'");
    }

    @Test
    void shouldAcceptEveryExample() throws IOException
    {
        int examples = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("examples"), "*.nft"))
        {
            for (final Path file : files)
            {
                assertFalse(PolicyCompiler.compile(file, PortNames.inOrderOfAppearance()).leaves().isEmpty());
                examples++;
            }
        }
        assertTrue(3 <= examples, "examples: " + examples);
    }

    private static void assertRefused(final String blocks, final String rule, final String message)
    {
        final RefusedException exception =
            assertThrows(RefusedException.class, () -> read(blocks, rule), blocks + rule);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private static Match match(final Rule rule, final int index)
    {
        return (Match)rule.parts().get(index);
    }

    private static Rule rule(final String rule)
    {
        return read("", rule).rules().getFirst();
    }

    private static Policy read(final String blocks, final String rules)
    {
        return NftReader.read(table(blocks, rules), "t.nft", PortNames.inOrderOfAppearance());
    }

    private static String table(final String blocks, final String rules)
    {
        return "table bridge t {\n" + blocks +
            "chain c {\ntype filter hook forward priority filter; policy accept;\n" + rules + "\n}\n}\n";
    }
}
