package porteira.policy.element;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import porteira.problem.Problems;

/** Reads files of elements, one a line as {@link ElementParser} has it; a million lines in about a second. */
public final class ElementFile
{
    /** Bytes of a file. */
    public static final long MAX_LENGTH = 1L << 29;
    /** Bad lines of one file that are told; the others are counted. */
    public static final int MAX_TOLD = 20;

    private ElementFile()
    {
    }

    /**
     * The bytes of a file. Any thread.
     *
     * @throws IOException if it cannot be read, or is no file, or too large
     */
    public static byte[] bytes(final Path file) throws IOException
    {
        final long length = Files.size(file);
        if (MAX_LENGTH < length || !Files.isRegularFile(file))
        {
            throw new IOException("not a file of elements: bytes=" + length + ", limit=" + MAX_LENGTH);
        }
        return Files.readAllBytes(file);
    }

    /**
     * Read all lines. Elements may come twice or overlap: they are one where a set has them.
     *
     * @param name     of the file, for messages
     * @param text     as {@link #bytes} has it
     * @param parser   for the type of the set
     * @param problems gets what is wrong, with line and column
     * @param sink     gets the elements of the lines that are right
     */
    public static void parse(
        final String name,
        final byte[] text,
        final ElementParser parser,
        final Problems problems,
        final ElementSink sink)
    {
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
            if (!parser.parse(text, start, end, line, sink) && ++bad <= MAX_TOLD)
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
    }
}
