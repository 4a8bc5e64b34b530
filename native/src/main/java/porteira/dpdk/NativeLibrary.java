package porteira.dpdk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the shared objects that travel inside the jar. There are two, so that what only reads capture files works on a
 * machine without DPDK. Thread safe; loading twice does nothing.
 */
public final class NativeLibrary
{
    private static final String DPDK_OBJECT = "libporteira.so";
    private static final String CAPTURE_OBJECT = "libporteira-capture.so";
    private static final Pattern NOT_FOUND = Pattern.compile("([\\w.+-]+\\.so[\\w.]*): cannot open shared object");
    private static final Pattern WRONG_VERSION = Pattern.compile("version [^ ]+ not found|undefined symbol: ");

    private static boolean dpdkLoaded;
    private static boolean captureLoaded;

    private NativeLibrary()
    {
    }

    /**
     * Load the DPDK shim and compare its layouts with ours.
     *
     * @throws NativeLibraryException if it cannot be loaded or was built from another porteira.h
     */
    public static synchronized void loadDpdk()
    {
        if (!dpdkLoaded)
        {
            load(DPDK_OBJECT);
            Abi.check();
            dpdkLoaded = true;
        }
    }

    /** True if {@link #loadDpdk} has been called in this process. */
    public static synchronized boolean isDpdkLoaded()
    {
        return dpdkLoaded;
    }

    /**
     * Load the reader and writer of capture files, which needs libpcap only.
     *
     * @throws NativeLibraryException if it cannot be loaded
     */
    public static synchronized void loadCapture()
    {
        if (!captureLoaded)
        {
            load(CAPTURE_OBJECT);
            Abi.checkCapture();
            captureLoaded = true;
        }
    }

    private static void load(final String object)
    {
        final Path file = extract(object);
        try
        {
            System.load(file.toString());
        }
        catch (final UnsatisfiedLinkError ex)
        {
            throw new NativeLibraryException(explain(object, String.valueOf(ex.getMessage())), ex);
        }
        catch (final IllegalCallerException ex)
        {
            throw new NativeLibraryException("load: object=" + object +
                ": this JVM forbids native access: start it with --enable-native-access=ALL-UNNAMED", ex);
        }
        finally
        {
            delete(file);
        }
    }

    /** What to do about the dynamic linker's {@code text}. */
    static String explain(final String object, final String text)
    {
        final Matcher missing = NOT_FOUND.matcher(text);
        if (missing.find())
        {
            final String needed = missing.group(1);
            return "load: object=" + object + ", missing=" + needed + ": install " + packageOf(needed);
        }
        if (WRONG_VERSION.matcher(text).find())
        {
            return "load: object=" + object +
                ": built against other libraries than are installed: build again on this machine: " + text;
        }
        if (text.contains("failed to map segment") || text.contains("Operation not permitted"))
        {
            return "load: object=" + object + ", java.io.tmpdir=" + System.getProperty("java.io.tmpdir") +
                ": the folder forbids execution: name another one with -Djava.io.tmpdir=FOLDER: " + text;
        }
        return "load: object=" + object + ": " + text;
    }

    private static String packageOf(final String needed)
    {
        if (needed.startsWith("librte_"))
        {
            return "DPDK 22.11 or newer (Debian, Ubuntu: apt-get install dpdk libdpdk-dev; or run native/setup.sh)";
        }
        if (needed.startsWith("libpcap"))
        {
            return "libpcap (Debian, Ubuntu: apt-get install libpcap0.8; or run native/setup.sh)";
        }
        return "the package that carries it (or run native/setup.sh)";
    }

    private static Path extract(final String object)
    {
        try (InputStream resource = NativeLibrary.class.getResourceAsStream("/porteira/dpdk/" + object))
        {
            if (null == resource)
            {
                throw new NativeLibraryException("load: object=" + object +
                    ": not on the class path: build it with make -C native, then mvn package", null);
            }
            final Path file = Files.createTempFile("porteira-", ".so"); // mode 600
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
        catch (final IOException ex)
        {
            throw new NativeLibraryException("load: object=" + object + ", java.io.tmpdir=" +
                System.getProperty("java.io.tmpdir") + ": cannot be unpacked there: " + ex, ex);
        }
    }

    private static void delete(final Path file)
    {
        try
        {
            Files.deleteIfExists(file);
        }
        catch (final IOException ex)
        {
            file.toFile().deleteOnExit();
        }
    }
}
