package porteira.policy.nft;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.Needed;
import porteira.Seed;
import porteira.policy.PortNames;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The real nft and this reader accept and refuse the same files, as long as these hold nothing of ours. Files are
 * checked in a network namespace of their own and as family {@code inet}, since not every kernel has all of bridge.
 */
class NftAgreementTest
{
    private static final int RANDOM_RULES = 500;
    private static final String[] ACCEPTED = {
        "tcp dport 25 drop",
        "tcp dport { 25, 465 } log prefix \"x\" level info drop comment \"y\"",
        "tcp dport { 20-30, 25, 25 } accept",
        "udp sport != { 1, 5-9, } counter drop",
        "tcp dport > 1023 counter packets 1 bytes 2",
        "tcp dport smtp accept; udp dport domain drop",
        "ip saddr 10.0.0.1/8 ip daddr != 10.0.0.1-10.0.0.9 drop",
        "ip saddr { 10.0.0.0/8, 10.1.0.0/16 } accept",
        "ip6 saddr 2001:db8::/32 ip6 nexthdr { tcp, udp } drop",
        "ip6 daddr ::ffff:10.0.0.1 drop",
        "ip protocol tcp tcp dport 25 drop",
        "meta l4proto { tcp, udp } accept",
        "meta protocol ip6 accept",
        "ether saddr 00:11:22:33:44:55 ether type ip drop",
        "vlan id 5 drop",
        "vlan id != 1-100 drop",
        "iifname \"lan\" oifname != { \"a\", \"b\" } drop",
        "meta iifname lan accept",
        "iifname abcdefghijklmno oifname \"abcdefghijklmn*\" drop",
        "icmp type { echo-request, echo-reply } accept",
        "icmpv6 type nd-neighbor-solicit accept",
        "tcp flags syn drop",
        "tcp flags != syn,ack drop",
        "tcp flags & (fin | syn | rst | ack) == syn drop",
        "tcp flags & (syn | ack) != syn drop",
        "tcp flags syn / syn,ack drop",
        "tcp flags { syn, syn | ack } drop",
        "ip saddr @hosts tcp dport $ports jump other",
        "ip saddr $host tcp dport $ports goto other",
        "log",
        "counter log tcp dport 25 \\\n drop",
        "return",
        "continue",
        "comment \"only\"" };

    private static final String[] REFUSED = {
        "accept tcp dport 25",
        "accept counter",
        "counter comment \"x\" accept",
        "tcp dport 25 udp dport 26 drop",
        "ip saddr 1.2.3.4 ip6 saddr ::1 drop",
        "ip saddr 10.0.0.0/33 drop",
        "ip saddr 1.2.3.300 drop",
        "ip6 saddr 1.2.3.4 drop",
        "ip6 saddr 2001:db8::1::2 drop",
        "tcp dport 30-20 drop",
        "tcp dport 70000 drop",
        "tcp dprot 25 drop",
        "tcp dport { 25 drop",
        "tcp dport 25 drp",
        "tcp flags & syn drop",
        "tcp flags sin drop",
        "ip saddr @missing drop",
        "tcp dport @hosts drop",
        "tcp dport $missing drop",
        "ether saddr 00:11:22:33:44 drop",
        "icmp type echo-reqest drop",
        "jump missing",
        "log prefix \"x",
        "log level loud",
        "vlan id 5000 drop",
        "meta l4proto nothing drop",
        "drop }" };

    @TempDir
    private static Path folder;

    @BeforeAll
    static void needNft() throws Exception
    {
        Needed.that(nftAccepts("table inet t {\nchain c {\naccept\n}\n}\n"),
            "nft with the right to make a network namespace");
    }

    @Test
    void shouldAcceptWhatNftAccepts() throws Exception
    {
        for (final String rule : ACCEPTED)
        {
            assertTrue(nftAccepts(policy("inet", rule)), () -> "nft refuses: " + rule);
            assertEquals("", refusal(policy("bridge", rule)), rule);
        }
    }

    @Test
    void shouldRefuseWhatNftRefuses() throws Exception
    {
        for (final String rule : REFUSED)
        {
            assertTrue(!nftAccepts(policy("inet", rule)), () -> "nft accepts: " + rule);
            assertTrue(!refusal(policy("bridge", rule)).isEmpty(), rule);
        }
    }

    @Test
    void shouldRefuseBlocksThatNftRefuses() throws Exception
    {
        final String chain = "chain c {\ntype filter hook forward priority filter;\n";
        for (final String text : new String[]{
            "table bridge t {\n" + chain + "accept }\n}\n",
            "table bridge t {\n" + chain + "accept\n} }\n",
            "define a = 1\ndefine a = 2\ntable bridge t {\n" + chain + "}\n}\n",
            "table bridge t {\nset s { type ipv4_addr; elements = { 10.0.0.0/8 } }\n" + chain + "}\n}\n",
            "table bridge t {\nset s { type ipv4; }\n" + chain + "}\n}\n",
            "table bridge t {\n" + chain.replace("forward", "sideways") + "}\n}\n",
            "table bridge t {\n" + chain + "}\n",
            "tabel bridge t {\n" + chain + "}\n}\n" })
        {
            assertTrue(!nftAccepts(text.replace("bridge", "inet")), () -> "nft accepts: " + text);
            assertTrue(!refusal(text).isEmpty(), text);
        }
    }

    @Test
    void shouldAgreeOnRandomRules() throws Exception
    {
        final long seed = Seed.ofRun();
        final RandomRules rules = new RandomRules(new SplittableRandom(seed));
        Needed.that(nftAccepts(policy("bridge", "limit rate 1/second meta length 5 iifname \"a\" drop")),
            "a kernel with nftables' bridge family");
        final boolean canReject = nftAccepts(policy("bridge", "reject"));
        int accepted = 0;
        int refused = 0;
        while (RANDOM_RULES > accepted + refused)
        {
            final String rule = rules.next();
            if (canReject || !rule.contains("reject"))
            {
                final boolean isAccepted = nftAccepts(policy("bridge", rule));
                final String refusal = refusal(policy("bridge", rule));
                assertEquals(isAccepted, refusal.isEmpty(), () -> "seed " + seed + ": nft " +
                    (isAccepted ? "accepts" : "refuses") + " '" + rule + "', here: " + refusal);
                accepted += isAccepted ? 1 : 0;
                refused += isAccepted ? 0 : 1;
            }
        }
        assertTrue(RANDOM_RULES / 10 < accepted && RANDOM_RULES / 10 < refused,
            "one-sided: " + accepted + " accepted, " + refused + " refused, seed " + seed);
    }

    private static String policy(final String family, final String rule)
    {
        return "define host = 10.0.0.1\ndefine ports = { 25, 465 }\ntable " + family + " t {\n" +
            "set hosts { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.9 }\n}\n" +
            "set seen { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 1m; }\n" +
            "chain other {\nreturn\n}\n" +
            "chain c {\ntype filter hook forward priority filter; policy accept;\n" + rule + "\n}\n}\n";
    }

    private static String refusal(final String text)
    {
        try
        {
            NftReader.read(text, "t.nft", PortNames.inOrderOfAppearance());
            return "";
        }
        catch (final RefusedException exception)
        {
            return exception.getMessage();
        }
    }

    private static boolean nftAccepts(final String text) throws IOException, InterruptedException
    {
        final Path file = folder.resolve("t.nft");
        Files.writeString(file, text);
        final Process process;
        try
        {
            process = new ProcessBuilder("unshare", "-n", "nft", "-c", "-f", file.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        }
        catch (final IOException exception)
        {
            return false;
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "nft does not end");
        return 0 == process.exitValue();
    }
}
