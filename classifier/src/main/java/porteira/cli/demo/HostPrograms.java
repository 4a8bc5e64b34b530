package porteira.cli.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        final List<String> missing = NEEDED.stream().filter(program -> !isOnPath(program)).toList();
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
