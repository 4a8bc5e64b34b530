package porteira.bench.run;

import java.util.ArrayList;
import java.util.List;

/** A class with a {@code main} in a process of its own, under the flags that {@code porteira run} gives the gateway. */
public final class JavaWorker
{
    /** Flags of the gateway that change how fast its code and memory are. */
    public static final List<String> FLAGS = List.of("-XX:+UseParallelGC", "-XX:+UseTransparentHugePages");

    private JavaWorker()
    {
    }

    /** The command that starts it. */
    public static List<String> command(final String mainClass, final String... args)
    {
        final List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(FLAGS);
        command.addAll(List.of(
            "-Xms256m", "-Xmx512m",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-Dagrona.disable.bounds.checks=true", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(args));
        return command;
    }

    /** Run it to its end. @return standard output and error @throws BenchException if it fails or hangs */
    public static String run(final String mainClass, final String... args)
    {
        return Shell.read(command(mainClass, args));
    }
}
