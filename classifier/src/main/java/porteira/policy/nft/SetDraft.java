package porteira.policy.nft;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import porteira.policy.SetDeclaration;

/** What the blocks of a set or map say, in all places where the policy writes one. */
final class SetDraft
{
    /** Elements as written: braces, a variable or a file. */
    record Written(NftParser.BracedContext braces, Token variable, Token file, ValueReader.Place place)
    {
    }

    final Token at;
    final boolean isMap;
    final List<Written> elements = new ArrayList<>();
    final Set<SetDeclaration.Flag> flags = EnumSet.noneOf(SetDeclaration.Flag.class);
    List<ValueType> types;
    /** Null for verdicts. */
    List<ValueType> data = List.of();
    boolean isMerging;
    long timeoutMs;
    int size;

    SetDraft(final Token at, final boolean isMap)
    {
        this.at = at;
        this.isMap = isMap;
    }
}
