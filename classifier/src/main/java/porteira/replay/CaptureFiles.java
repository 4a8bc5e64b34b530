package porteira.replay;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Finds the capture files that a command line means. */
final class CaptureFiles
{
    /** Runs of digits compare as numbers, so that {@code a9} stands before {@code a10}. */
    static final Comparator<String> NATURAL = CaptureFiles::compare;

    private CaptureFiles()
    {
    }

    /**
     * Files as they are, whatever their names, and of folders all that end in {@code .pcap}, {@code .pcapng} or
     * {@code .cap}, subfolders included, in natural order; links to folders are not followed.
     *
     * @param failures told of folders that cannot be listed
     */
    static List<Path> of(final List<Path> inputs, final BiConsumer<Path, IOException> failures)
    {
        final List<Path> files = new ArrayList<>();
        for (final Path input : inputs)
        {
            if (Files.isDirectory(input))
            {
                walk(input, files, failures);
            }
            else
            {
                files.add(input);
            }
        }
        return files;
    }

    private static void walk(
        final Path folder, final List<Path> files, final BiConsumer<Path, IOException> failures)
    {
        final List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder))
        {
            stream.forEach(entries::add);
        }
        catch (final IOException ex)
        {
            failures.accept(folder, ex);
        }
        entries.sort(Comparator.comparing((final Path entry) -> entry.getFileName().toString(), NATURAL));
        for (final Path entry : entries)
        {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
            {
                walk(entry, files, failures);
            }
            else if (isCapture(entry) && Files.isRegularFile(entry))
            {
                files.add(entry);
            }
        }
    }

    private static boolean isCapture(final Path file)
    {
        final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".pcap") || name.endsWith(".pcapng") || name.endsWith(".cap");
    }

    private static int compare(final String left, final String right)
    {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length())
        {
            final int leftEnd = digitsEnd(left, i);
            final int rightEnd = digitsEnd(right, j);
            final boolean areNumbers = leftEnd > i && rightEnd > j;
            final int order = areNumbers ?
                compareNumbers(left.substring(i, leftEnd), right.substring(j, rightEnd)) :
                Character.compare(left.charAt(i), right.charAt(j));
            if (0 != order)
            {
                return order;
            }
            i = areNumbers ? leftEnd : i + 1;
            j = areNumbers ? rightEnd : j + 1;
        }
        final int rest = Integer.compare(left.length() - i, right.length() - j);
        return 0 != rest ? rest : left.compareTo(right);
    }

    private static int compareNumbers(final String left, final String right)
    {
        final String a = left.replaceFirst("^0+", "");
        final String b = right.replaceFirst("^0+", "");
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static int digitsEnd(final String text, final int start)
    {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9')
        {
            end++;
        }
        return end;
    }
}
