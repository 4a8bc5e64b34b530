package porteira.set;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import porteira.policy.KeyType;
import porteira.problem.Problems;

/** Reads files of elements, one a line as {@link ElementParser} has it; a million lines in about a second. */
public final class ElementFile
{
    /** Bytes of a file. */
    public static final long MAX_LENGTH = 1L << 29;
    /** Bad lines of one file that are told; the others are counted. */
    public static final int MAX_TOLD = 20;

    private static final int BYTES_PER_LINE = 20;

    private ElementFile()
    {
    }

    /**
     * Read a file. Any thread. Elements may come twice or overlap: they are one where a set has them.
     *
     * @param file         as the operator named it
     * @param types        of a key
     * @param allowsRanges true if prefixes and ranges may stand for the parts
     * @param problems     gets what is wrong, with line and column
     * @return the elements of the lines that are right
     */
    public static ElementBatch read(
        final Path file, final List<KeyType> types, final boolean allowsRanges, final Problems problems)
    {
        try
        {
            final long length = Files.size(file);
            if (MAX_LENGTH < length || !Files.isRegularFile(file))
            {
                problems.report(file.toString(), 0, 0,
                    "not a file of elements: bytes=" + length + ", limit=" + MAX_LENGTH);
                return new ElementBatch(types);
            }
            return parse(file.toString(), Files.readAllBytes(file), types, allowsRanges, problems);
        }
        catch (final NoSuchFileException e)
        {
            problems.report(file.toString(), 0, 0, "no such file");
        }
        catch (final IOException e)
        {
            problems.report(file.toString(), 0, 0, "cannot be read: " + e.getMessage());
        }
        return new ElementBatch(types);
    }

    /** Read lines from memory. */
    static ElementBatch parse(
        final String name,
        final byte[] text,
        final List<KeyType> types,
        final boolean allowsRanges,
        final Problems problems)
    {
        final ElementBatch batch = new ElementBatch(types, text.length / BYTES_PER_LINE + 1);
        final ElementParser parser = new ElementParser(types, allowsRanges);
        problems.opened(name);
        int line = 1;
        int bad = 0;
        int start = 0;
        while (start < text.length)
        {
            int end = start;
            while (end < text.length && '\n' != text[end])
            {
                end++;
            }
            if (!parser.parse(text, start, end, batch) && ++bad <= MAX_TOLD)
            {
                problems.report(name, line, parser.problemAt() - start + 1, parser.problem());
            }
            start = end + 1;
            line++;
        }
        if (bad > MAX_TOLD)
        {
            problems.report(name, 0, 0, bad + " lines are wrong, the first " + MAX_TOLD + " are told");
        }
        return batch;
    }
}
