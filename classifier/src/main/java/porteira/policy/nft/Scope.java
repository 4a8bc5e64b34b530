package porteira.policy.nft;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Variables of a block; those of the blocks around it are seen through it. */
final class Scope
{
    private final Scope outer;
    private final Map<String, NftParser.DefineContext> variables = new HashMap<>();

    Scope(final Scope outer)
    {
        this.outer = outer;
    }

    /** False if the block has the variable already. */
    boolean define(final NftParser.DefineContext definition)
    {
        return null == variables.putIfAbsent(definition.name().getText(), definition);
    }

    /** Null if there is none. */
    NftParser.DefineContext find(final String name)
    {
        final NftParser.DefineContext own = variables.get(name);
        return null != own || null == outer ? own : outer.find(name);
    }

    Set<String> names()
    {
        final Set<String> names = null == outer ? new HashSet<>() : outer.names();
        names.addAll(variables.keySet());
        return names;
    }
}
