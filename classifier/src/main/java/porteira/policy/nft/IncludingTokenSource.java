package porteira.policy.nft;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenFactory;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Words of a file and, in place of each {@code include "…"}, those of the named file, as nft's scanner does it. Names
 * are relative to the file that includes them.
 */
final class IncludingTokenSource implements TokenSource
{
    /** nft's MAX_INCLUDE_DEPTH. */
    static final int MAX_DEPTH = 16;

    private record Open(NftLexer lexer, Path path)
    {
    }

    private final Deque<Open> files = new ArrayDeque<>();
    private final SourceProblems problems;

    IncludingTokenSource(final CharStream text, final Path path, final SourceProblems problems)
    {
        this.problems = problems;
        push(text, path);
    }

    @Override
    public Token nextToken()
    {
        while (true)
        {
            final Token token = files.getFirst().lexer().nextToken();
            if (NftLexer.INCLUDE == token.getType())
            {
                include(token);
            }
            else if (Token.EOF == token.getType() && 1 < files.size())
            {
                files.removeFirst();
            }
            else
            {
                return token;
            }
        }
    }

    /** Text of a file; bytes that are no UTF-8 become U+FFFD, which no rule of the grammar accepts. */
    static CharStream read(final Path path) throws IOException
    {
        return CharStreams.fromString(new String(Files.readAllBytes(path), StandardCharsets.UTF_8), path.toString());
    }

    private void include(final Token at)
    {
        final Token name = files.getFirst().lexer().nextToken();
        if (NftLexer.STRING != name.getType())
        {
            problems.report(name, "found " + NftErrors.quoted(name) + ", expected the name of a file in double quotes");
            return;
        }
        final String text = name.getText().substring(1, name.getText().length() - 1);
        if (text.contains("*") || text.contains("?") || text.contains("["))
        {
            problems.report(name, "wildcards in 'include' are not supported, name one file: " + name.getText());
            return;
        }
        try
        {
            final Path path = resolve(text);
            if (isCyclic(path))
            {
                problems.report(at, "'" + text + "' includes itself");
            }
            else if (MAX_DEPTH <= files.size())
            {
                problems.report(at, "includes nest deeper than " + MAX_DEPTH);
            }
            else
            {
                push(read(path), path);
            }
        }
        catch (final IOException | InvalidPathException exception)
        {
            problems.report(name, "can not read " + name.getText() + ": " + reason(exception));
        }
    }

    static String reason(final Exception exception)
    {
        return switch (exception)
        {
            case java.nio.file.NoSuchFileException missing -> "no such file: " + missing.getFile();
            case java.nio.file.AccessDeniedException denied -> "permission denied: " + denied.getFile();
            default -> String.valueOf(exception.getMessage());
        };
    }

    private Path resolve(final String name)
    {
        final Path path = files.getFirst().path();
        return null == path ? Path.of(name) : path.resolveSibling(name).normalize();
    }

    private boolean isCyclic(final Path path)
    {
        for (final Open open : files)
        {
            if (null != open.path() && open.path().toAbsolutePath().normalize().equals(
                path.toAbsolutePath().normalize()))
            {
                return true;
            }
        }
        return false;
    }

    private void push(final CharStream text, final Path path)
    {
        problems.opened(text.getSourceName());
        files.addFirst(new Open(new NftLexer(text), path));
    }

    @Override
    public int getLine()
    {
        return files.getFirst().lexer().getLine();
    }

    @Override
    public int getCharPositionInLine()
    {
        return files.getFirst().lexer().getCharPositionInLine();
    }

    @Override
    public CharStream getInputStream()
    {
        return files.getFirst().lexer().getInputStream();
    }

    @Override
    public String getSourceName()
    {
        return files.getFirst().lexer().getSourceName();
    }

    @Override
    public void setTokenFactory(final TokenFactory<?> factory)
    {
        throw new UnsupportedOperationException("token factory is fixed");
    }

    @Override
    public TokenFactory<?> getTokenFactory()
    {
        return CommonTokenFactory.DEFAULT;
    }
}
