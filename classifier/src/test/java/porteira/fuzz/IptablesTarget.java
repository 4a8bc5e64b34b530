package porteira.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import porteira.policy.iptables.Bridge;
import porteira.policy.iptables.IptablesReader;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

/** Any bytes are rules of iptables, or are refused with a place. */
final class IptablesTarget implements FuzzTarget
{
    @Override
    public void run(final byte[] data)
    {
        try
        {
            assertFalse(IptablesReader.read(new String(data, StandardCharsets.UTF_8), "fuzz",
                Bridge.of(List.of("eth0", "eth1"), List.of())).toString().isEmpty());
        }
        catch (final RefusedException exception)
        {
            for (final Problem problem : exception.problems())
            {
                assertTrue(0 < problem.line(), problem::toString);
            }
        }
    }

    @Override
    public Stream<byte[]> seeds()
    {
        return Seeds.examples(".iptables", "", "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -j ACCEPT\nCOMMIT\n",
            "iptables -A FORWARD -p tcp -m u32 --u32 \"0>>22&0x3C@8>>26=6\" -j DROP",
            "X=iptables\n$X -A FORWARD -m limit --limit 1/s \\\n -j LOG --log-prefix 'a b'");
    }
}
