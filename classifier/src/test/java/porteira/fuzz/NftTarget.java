package porteira.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import porteira.check.PolicyCheck;
import porteira.policy.PortNames;
import porteira.problem.Problem;
import porteira.problem.RefusedException;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

/** Any bytes are a policy, or are refused with a place. */
final class NftTarget implements FuzzTarget
{
    @Override
    public void run(final byte[] data)
    {
        final String text = new String(data, StandardCharsets.UTF_8);
        if (text.contains("include"))
        {
            return;
        }
        try
        {
            final CompiledPolicy policy =
                PolicyCompiler.compile(text, "fuzz.nft", PortNames.inOrderOfAppearance());
            assertFalse(policy.leaves().isEmpty());
            PolicyCheck.of(policy);
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
        return Seeds.examples(".nft", "", "table", "table bridge t {", "define a = $a\ntable bridge t { chain c { ",
            "table bridge t { chain c { type filter hook forward priority 0; " +
                "ct state new limit rate 1/second accept } }");
    }
}
