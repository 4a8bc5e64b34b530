package porteira.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What the kernel tells in {@code /sys}, {@code /proc} and {@code /dev}. A file that is missing or refuses to be read
 * tells nothing; that is no error, since many attributes only exist while a device is up.
 */
public final class HostFiles
{
    private final Path root;

    /**
     * Files below a folder.
     *
     * @param root {@code /}, or a tree made for a test.
     */
    public HostFiles(final Path root)
    {
        this.root = root;
    }

    /** {@code vendor:device} of a PCI address in lower-case hex; empty if there is no such device. */
    public String pciId(final String address)
    {
        final String folder = "sys/bus/pci/devices/" + address;
        final String vendor = text(folder + "/vendor");
        final String device = text(folder + "/device");
        return vendor.isEmpty() || device.isEmpty() ? "" : vendor.substring(2) + ":" + device.substring(2);
    }

    /** Stripped content; empty if it cannot be read. */
    String text(final String file)
    {
        try
        {
            return Files.readString(root.resolve(file)).strip();
        }
        catch (final IOException ignore)
        {
            return "";
        }
    }

    List<String> lines(final String file)
    {
        return text(file).lines().toList();
    }

    /** The number that a file holds, or {@code otherwise}. */
    long number(final String file, final long otherwise)
    {
        final String text = text(file);
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }

    boolean exists(final String file)
    {
        return Files.exists(root.resolve(file));
    }

    /** Names in a folder, sorted; none if there is no such folder. */
    List<String> names(final String folder)
    {
        final List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root.resolve(folder)))
        {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        }
        catch (final IOException | DirectoryIteratorException ignore)
        {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /** Last part of what a symbolic link points to; empty if it is none. */
    String linkName(final String link)
    {
        try
        {
            return Files.readSymbolicLink(root.resolve(link)).getFileName().toString();
        }
        catch (final IOException | UnsupportedOperationException ignore)
        {
            return "";
        }
    }

    /** A kernel list such as {@code 0-3,8}. */
    static BitSet list(final String text)
    {
        final BitSet set = new BitSet();
        for (final String part : text.split(","))
        {
            final String[] ends = part.strip().split("-");
            if (part.strip().matches("[0-9]{1,6}(-[0-9]{1,6})?"))
            {
                set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
        return set;
    }
}
