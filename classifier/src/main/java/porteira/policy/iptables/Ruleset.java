package porteira.policy.iptables;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table 'filter' of both programs, as the commands read so far leave it. */
final class Ruleset
{
    private final Map<Family, Map<String, ImportedChain>> chains = new EnumMap<>(Family.class);

    Ruleset()
    {
        for (final Family family : Family.values())
        {
            final Map<String, ImportedChain> builtIn = new LinkedHashMap<>();
            for (final String name : new String[]{ "INPUT", "FORWARD", "OUTPUT" })
            {
                builtIn.put(name, new ImportedChain(name, null, "accept"));
            }
            chains.put(family, builtIn);
        }
    }

    /** Chains by name, those of the kernel first. */
    Map<String, ImportedChain> chains(final Family family)
    {
        return chains.get(family);
    }

    /** True if some chain of the family does anything. */
    boolean isUsed(final Family family)
    {
        for (final ImportedChain chain : chains.get(family).values())
        {
            if (chain.isUsed())
            {
                return true;
            }
        }
        return false;
    }
}
