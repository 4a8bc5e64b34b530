package porteira.bench.jmh;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import porteira.bench.corpus.TcpFrames;
import porteira.policy.PortNames;
import porteira.policy.UInt128;
import porteira.tree.PolicyCompiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the benchmarks hand over is what they say it is. */
class RigTest
{
    private static final int KEYS = 1000;

    @ParameterizedTest
    @EnumSource(SetContents.class)
    void shouldHoldKeysWhenTheyArePresentOnly(final SetContents contents)
    {
        final SetCorpus corpus = new SetCorpus(contents, KEYS);

        for (int i = 0; i < KEYS; i++)
        {
            final UInt128 present = corpus.present();
            final UInt128 absent = corpus.absent();
            assertTrue(corpus.set().contains(present.hi(), present.lo()));
            assertFalse(corpus.set().contains(absent.hi(), absent.lo()));
        }
    }

    @Test
    void shouldBeEstablishedWhenTheHandshakeWentBothWays()
    {
        final BurstRig rig = new BurstRig(
            PolicyCompiler.compile(
                """
                table bridge t {
                    chain forward {
                        type filter hook forward priority filter; policy drop;
                        ct state established accept
                        ct state new tcp flags & (syn | ack) == syn tcp dport 25 accept
                    }
                }
                """,
                "rig", PortNames.of(ScreenedHost.PORTS)),
            1024, BurstRig.BURST);
        final TcpFrames requests = TcpFrames.requests(2, false);
        final TcpFrames answers = TcpFrames.answers(1, false);
        requests.segment(0, TcpFrames.SYN, 0, 0);
        answers.segment(0, TcpFrames.SYN | TcpFrames.ACK, 0, 1);
        requests.segment(1, TcpFrames.ACK, 1, 1);
        for (int i = 0; i < 2; i++)
        {
            requests.client(i, 0, 0x0A000001);
        }
        answers.client(0, 0, 0x0A000001);
        rig.describe(0, requests.address(0), requests.length(), 0);
        rig.describe(1, answers.address(0), answers.length(), 1);
        rig.describe(2, requests.address(1), requests.length(), 0);

        rig.judge(0, 3);

        assertEquals(2, rig.egress(0));
        assertEquals(1, rig.egress(1));
        assertEquals(2, rig.egress(2));
        requests.client(1, 0, 0x0A000002);
        rig.judge(0, 3);
        assertNotEquals(2, rig.egress(2), "nobody opened this connection");
    }
}
