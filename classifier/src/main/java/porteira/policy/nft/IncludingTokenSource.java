package porteira.policy.nft;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenFactory;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Words of a file and, in place of each {@code include "…"}, those of the named file, as nft's scanner does it. Names
 * are relative to the file that includes them.
 */
final class IncludingTokenSource implements TokenSource
{
    /** nft's MAX_INCLUDE_DEPTH. */
    static final int MAX_DEPTH = 16;

    private record Open(NftLexer lexer, Path path, Open parent)
    {
    }

    private final Deque<Open> files = new ArrayDeque<>();
    private final SourceProblems problems;

    IncludingTokenSource(final CharStream text, final Path path, final SourceProblems problems)
    {
        this.problems = problems;
        push(text, path, null);
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
        try
        {
            final boolean isPattern = text.contains("*") || text.contains("?") || text.contains("[");
            final List<Path> paths = isPattern ? matching(resolve(text)) : List.of(resolve(text));
            final Open parent = files.getFirst();
            // The last one pushed is read first.
            for (final Path path : paths.reversed())
            {
                open(path, text, at, parent);
            }
        }
        catch (final IOException | InvalidPathException | PatternSyntaxException exception)
        {
            problems.report(name, "can not read " + name.getText() + ": " + reason(exception));
        }
    }

    private void open(
        final Path path, final String text, final Token at, final Open parent) throws IOException
    {
        int depth = 0;
        final StringBuilder way = new StringBuilder();
        for (Open open = parent; null != open; open = open.parent())
        {
            depth++;
            if (null != open.path() && isSame(open.path(), path))
            {
                problems.report(at, "'" + text + "' includes itself" + way);
                return;
            }
            way.append(way.isEmpty() ? ", by way of " : ", ").append(open.lexer().getSourceName());
        }
        if (MAX_DEPTH <= depth)
        {
            problems.report(at, "includes nest deeper than " + MAX_DEPTH);
            return;
        }
        if (Files.exists(path) && !Files.isRegularFile(path))
        {
            throw new IOException("not a regular file");
        }
        push(read(path), path, parent);
    }

    /** Files in the order of their names; none is no mistake, as in nft. */
    private static List<Path> matching(final Path pattern) throws IOException
    {
        final Path folder = null == pattern.getParent() ? Path.of("") : pattern.getParent();
        final List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(folder))
        {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern.getFileName().toString()))
            {
                found.forEach((path) -> paths.add(null == pattern.getParent() ? path.getFileName() : path));
            }
        }
        paths.removeIf((path) -> Files.isDirectory(path) || path.getFileName().toString().startsWith("."));
        Collections.sort(paths);
        return paths;
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

    private static boolean isSame(final Path path, final Path other)
    {
        return path.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private void push(final CharStream text, final Path path, final Open parent)
    {
        problems.opened(text.getSourceName());
        files.addFirst(new Open(new NftLexer(text), path, parent));
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
