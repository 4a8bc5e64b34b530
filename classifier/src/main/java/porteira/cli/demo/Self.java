package porteira.cli.demo;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another porteira: the same Java, the same jar or class path. */
final class Self
{
    private static final String MAIN = "porteira.cli.Main";

    private Self()
    {
    }

    /**
     * The command line of {@code porteira arguments...}.
     *
     * @param temporary where it puts its temporary files
     */
    static List<String> command(final Path temporary, final List<String> arguments)
    {
        final List<String> command = new ArrayList<>(List.of(
            ProcessHandle.current().info().command().orElse(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString()),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Djava.io.tmpdir=" + temporary,
            "--enable-native-access=ALL-UNNAMED"));
        final String home = System.getProperty("porteira.home");
        if (null != home)
        {
            command.add("-Dporteira.home=" + home);
        }
        final String cache = System.getProperty("porteira.aot");
        if (null != cache)
        {
            command.add("-XX:AOTCache=" + cache);
        }
        final String code = codePath();
        if (code.endsWith(".jar"))
        {
            command.addAll(List.of("-jar", code));
        }
        else
        {
            // A jar says this itself; said twice, it would not fit the class cache.
            command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        }
        command.addAll(arguments);
        return command;
    }

    private static String codePath()
    {
        try
        {
            return Path.of(Self.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalStateException("class path: " + ex.getMessage(), ex);
        }
    }
}
