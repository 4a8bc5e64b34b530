package porteira.set;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import porteira.policy.KeyType;
import porteira.problem.Problems;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * A set on disk: text that {@code porteira set load} reads as well. The first lines say what it is, the last one that
 * it is whole:
 * <pre>
 *   #porteira set 1
 *   #name mailers
 *   #type ipv4_addr . inet_service
 *   192.0.2.25 . 587 until 1800000000000 comment "owner: reason"
 *   #end 1
 * </pre>
 */
final class SetFile
{
    private static final String FIRST_LINE = "#porteira set 1\n";
    private static final String END = "#end ";
    private static final String SUFFIX = ".set";
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final String name;
    private final List<KeyType> types;
    private final boolean allowsRanges;

    SetFile(final Path folder, final String name, final List<KeyType> types, final boolean allowsRanges)
    {
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_.*-]*"))
        {
            throw new IllegalArgumentException("not a name of a set: name=" + name);
        }
        file = folder.resolve(name + SUFFIX);
        this.name = name;
        this.types = types;
        this.allowsRanges = allowsRanges;
    }

    /** Put the elements in the place of those that the file has; whoever reads it finds the old ones or the new. */
    void write(final ElementBatch elements) throws IOException
    {
        Files.createDirectories(file.getParent());
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE))
        {
            final StringBuilder text = new StringBuilder(CHUNK + CHUNK / 4).append(header());
            for (int i = 0; i < elements.size(); i++)
            {
                ElementText.appendKey(text, types, elements.key(i));
                final long expiryMs = elements.expiryMs(i, 0, 0);
                text.append(HostSet.NEVER == expiryMs ? " until never" : " until " + expiryMs);
                ElementText.appendComment(text, elements.comment(i));
                text.append('\n');
                if (CHUNK <= text.length())
                {
                    flush(channel, text);
                }
            }
            flush(channel, text.append(END).append(elements.size()).append('\n'));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.getParent(), READ))
        {
            folder.force(true);
        }
    }

    /**
     * The elements on disk; none where there is no file. A file that is not this set's, or not whole, is a problem and
     * is put aside, so that nothing overwrites it.
     */
    ElementBatch read(final Problems problems)
    {
        if (!Files.exists(file))
        {
            return new ElementBatch(types);
        }
        final Problems found = new Problems();
        final ElementBatch batch = ElementBatch.read(file, types, allowsRanges, found);
        if (0 == found.count())
        {
            checkFrame(batch.size(), found);
        }
        if (0 == found.count())
        {
            return batch;
        }
        problems.addAll(found.list());
        putAside(problems);
        return new ElementBatch(types);
    }

    private void checkFrame(final int elements, final Problems found)
    {
        try
        {
            final byte[] text = Files.readAllBytes(file);
            final byte[] head = header().getBytes(StandardCharsets.UTF_8);
            final byte[] tail = (END + elements + "\n").getBytes(StandardCharsets.UTF_8);
            int line = 1;
            for (int i = 0; i < head.length; i++)
            {
                if (text.length <= i || text[i] != head[i])
                {
                    found.report(file.toString(), line, 1, "expected '" + header().split("\n")[line - 1] +
                        "': this is not what the policy calls set '" + name + "'");
                    return;
                }
                line += '\n' == head[i] ? 1 : 0;
            }
            if (!new String(text, Math.max(0, text.length - tail.length), Math.min(text.length, tail.length),
                StandardCharsets.UTF_8).equals(END + elements + "\n"))
            {
                found.report(file.toString(), 0, 0, "expected '" + END + elements + "' at the end: it is not whole");
            }
        }
        catch (final IOException e)
        {
            found.report(file.toString(), 0, 0, "cannot be read: " + e.getMessage());
        }
    }

    private void putAside(final Problems problems)
    {
        final Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try
        {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            problems.report(file.toString(), 0, 0,
                "put aside as " + aside.getFileName() + ", the set starts without it");
        }
        catch (final IOException e)
        {
            problems.report(file.toString(), 0, 0, "cannot be put aside: " + e.getMessage());
        }
    }

    private String header()
    {
        final StringBuilder text = new StringBuilder(FIRST_LINE).append("#name ").append(name).append("\n#type ");
        for (int i = 0; i < types.size(); i++)
        {
            text.append(0 == i ? "" : " . ").append(types.get(i).text());
        }
        return text.append('\n').toString();
    }

    private static void flush(final FileChannel channel, final StringBuilder text) throws IOException
    {
        final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        while (bytes.hasRemaining())
        {
            channel.write(bytes);
        }
        text.setLength(0);
    }
}
