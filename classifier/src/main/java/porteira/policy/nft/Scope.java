package porteira.policy.nft;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Variables of a block; those of the blocks around it that stand before it are seen through it. */
final class Scope
{
    /**
     * A variable.
     *
     * @param context  its statement
     * @param scope    where it stands, and so where the variables in its value are looked for
     * @param sequence its place among all definitions
     */
    record Definition(NftParser.DefineContext context, Scope scope, int sequence)
    {
    }

    private final Scope outer;
    private final int visible;
    private final int[] definitions;
    private final Map<String, Definition> variables = new HashMap<>();

    /** The file. */
    Scope()
    {
        this(null, 0, new int[1]);
    }

    /** A block that begins where so many definitions are made. */
    Scope(final Scope outer, final int visible)
    {
        this(outer, visible, outer.definitions);
    }

    private Scope(final Scope outer, final int visible, final int[] definitions)
    {
        this.outer = outer;
        this.visible = visible;
        this.definitions = definitions;
    }

    /** Definitions so far, in all blocks. */
    int definitions()
    {
        return definitions[0];
    }

    /** False if the block has the variable already. */
    boolean define(final NftParser.DefineContext definition)
    {
        return null == variables.putIfAbsent(
            definition.name().getText(), new Definition(definition, this, definitions[0]++));
    }

    /** The variable as the definition of that number or a later rule sees it; null if there is none. */
    Definition find(final String name, final int before)
    {
        final Definition own = variables.get(name);
        if (null != own && own.sequence() < before)
        {
            return own;
        }
        return null == outer ? null : outer.find(name, Math.min(before, visible));
    }

    /** Variables that {@link #find} finds. */
    Set<String> names(final int before)
    {
        final Set<String> names = null == outer ? new HashSet<>() : outer.names(Math.min(before, visible));
        variables.forEach((name, definition) ->
        {
            if (definition.sequence() < before)
            {
                names.add(name);
            }
        });
        return names;
    }
}
