package porteira.config;

import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.dataformat.toml.TomlReadFeature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** One TOML file in memory: its tree, and where each key stands. */
final class TomlDocument
{
    private static final TomlMapper MAPPER =
        TomlMapper.builder().enable(TomlReadFeature.PARSE_JAVA_TIME).build();

    private final String name;
    private final TomlPositions positions;
    private final JsonNode root;

    private TomlDocument(final String name, final TomlPositions positions, final JsonNode root)
    {
        this.name = name;
        this.positions = positions;
        this.root = root;
    }

    /** Reads a file; one that cannot be read or is not TOML is refused at once, with its own words and place. */
    static TomlDocument read(final Path file)
    {
        final String text;
        try
        {
            text = Files.readString(file);
        }
        catch (final NoSuchFileException ignore)
        {
            throw refused(file.toString(), 0, 0, "no such file");
        }
        catch (final IOException e)
        {
            throw refused(file.toString(), 0, 0, "cannot read: " + e);
        }
        return parse(file.toString(), text);
    }

    /** Reads a file that lies beside the classes of this package. */
    static TomlDocument resource(final String name)
    {
        try (InputStream in = TomlDocument.class.getResourceAsStream(name))
        {
            if (null == in)
            {
                throw new IllegalStateException("resource=" + name + ": missing beside " + TomlDocument.class);
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        catch (final IOException e)
        {
            throw new IllegalStateException("resource=" + name + ": " + e, e);
        }
    }

    static TomlDocument parse(final String name, final String text)
    {
        try
        {
            return new TomlDocument(name, new TomlPositions(text), MAPPER.readTree(text));
        }
        catch (final JacksonException e)
        {
            final TomlPositions.Position duplicate = new TomlPositions(text).duplicate();
            final TokenStreamLocation location = e.getLocation();
            final boolean isDuplicate = "Duplicate key".equals(e.getOriginalMessage()) && null != duplicate;
            throw refused(
                name,
                isDuplicate ? duplicate.line() : Math.max(0, location.getLineNr()),
                isDuplicate ? duplicate.column() : Math.max(0, location.getColumnNr()),
                "not TOML: " + e.getOriginalMessage());
        }
    }

    /** As the operator named it. */
    String name()
    {
        return name;
    }

    JsonNode root()
    {
        return root;
    }

    /** What to say of a key, at its place in this file. */
    Problem problem(final String path, final String message)
    {
        final TomlPositions.Position position = positions.find(path);
        return new Problem(
            name, null == position ? 0 : position.line(), null == position ? 0 : position.column(), message);
    }

    void report(final Problems problems, final String path, final String message)
    {
        problems.add(problem(path, message));
    }

    private static RefusedException refused(final String name, final int line, final int column, final String message)
    {
        return new RefusedException(List.of(new Problem(name, line, column, message)));
    }
}
