package porteira.policy.nft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/** Finds what a policy names and then leaves alone. Reads words only, so it may be asked of any file. */
public final class UnusedNames
{
    /**
     * A name without use.
     *
     * @param kind     {@code define}, {@code set} or {@code map}
     * @param name     as written
     * @param location {@code file:line}, the file without its folder
     */
    public record Unused(String kind, String name, String location)
    {
    }

    private UnusedNames()
    {
    }

    /**
     * Names in a file and what it includes, in the order of the text.
     *
     * @throws IOException if the file cannot be read
     */
    public static List<Unused> of(final Path file) throws IOException
    {
        final IncludingTokenSource words =
            new IncludingTokenSource(IncludingTokenSource.read(file), file, new SourceProblems());
        final List<Unused> named = new ArrayList<>();
        final Map<String, Boolean> used = new HashMap<>();
        Token first = null;
        Token second = null;
        for (Token third = words.nextToken(); Token.EOF != third.getType(); third = words.nextToken())
        {
            if (NftLexer.VARIABLE == third.getType() || NftLexer.SET_NAME == third.getType())
            {
                used.put(third.getText(), true);
            }
            if (null != first && isNaming(first, third))
            {
                named.add(new Unused(first.getText(), second.getText(),
                    Path.of(second.getInputStream().getSourceName()).getFileName() + ":" + second.getLine()));
            }
            first = second;
            second = third;
        }
        return named.stream().filter((one) ->
            !used.containsKey(("define".equals(one.kind()) ? "$" : "@") + one.name())).toList();
    }

    private static boolean isNaming(final Token keyword, final Token after)
    {
        return switch (keyword.getType())
        {
            case NftLexer.DEFINE -> NftLexer.ASSIGN == after.getType();
            case NftLexer.SET, NftLexer.MAP -> NftLexer.LBRACE == after.getType();
            default -> false;
        };
    }
}
