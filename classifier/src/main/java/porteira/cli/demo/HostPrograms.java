package porteira.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The real programs that speak across the gateway, and those that make its surroundings. */
final class HostPrograms
{
    private static final List<String> NEEDED =
        List.of("ip", "ethtool", "socat", "swaks", "curl", "busybox", "openssl", "setsid", "sh", "cat");
    /** Where administrators' programs are, also when root's PATH came from somebody else. */
    private static final List<String> ALWAYS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private HostPrograms()
    {
    }

    /** Refuse to begin where a program is missing; one message names them all. */
    static void check()
    {
        final List<String> missing = new ArrayList<>(NEEDED.stream().filter(program -> !isOnPath(program)).toList());
        if (missing.isEmpty())
        {
            lacks(missing, "swaks with IPv6", List.of("swaks", "--support"), "=== ipv6 supported");
            lacks(missing, "busybox with httpd", List.of("busybox", "--list"), "httpd");
        }
        if (!missing.isEmpty())
        {
            throw DemoException.environment(
                "programs missing: " + String.join(", ", missing) + "; native/setup.sh installs them");
        }
    }

    /** The PATH that children get. */
    static String path()
    {
        return String.join(File.pathSeparator, folders().map(Path::toString).toList());
    }

    /** Some builds of a program lack what others have. */
    private static void lacks(
        final List<String> missing, final String what, final List<String> command, final String line)
    {
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (said.lines().map(text -> text.strip().toLowerCase(Locale.ROOT)).noneMatch(line::equals))
            {
                missing.add(what);
            }
        }
        catch (final IOException ex)
        {
            missing.add(what);
        }
    }

    private static boolean isOnPath(final String program)
    {
        return folders().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    private static Stream<Path> folders()
    {
        final String own = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(own.split(File.pathSeparator)), ALWAYS.stream())
            .filter(folder -> !folder.isEmpty())
            .distinct()
            .map(Path::of);
    }
}
