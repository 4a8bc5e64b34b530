package porteira.dpdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs a main class of the tests in a JVM of its own. */
final class ForkedJvm
{
    private ForkedJvm()
    {
    }

    /**
     * @param folder temporary folder of that JVM
     * @param flags  JVM flags beside those that Agrona needs
     * @return what it printed, errors included
     */
    static String run(final Path folder, final Class<?> main, final String... flags)
        throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder,
            "-cp", System.getProperty("java.class.path"),
            main.getName()));
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
        try
        {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the JVM did not end within 60 s");
        }
        finally
        {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
