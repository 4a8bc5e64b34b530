package porteira.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import porteira.cli.ExitCode;

/** Runs the demo that suits the machine and prints its report. */
public final class Demo
{
    private final PrintStream out;
    private final PrintStream err;

    /**
     * A demo yet to be run.
     *
     * @param out gets progress, on a terminal alone, and the report
     * @param err gets what went wrong
     */
    public Demo(final PrintStream out, final PrintStream err)
    {
        this.out = out;
        this.err = err;
    }

    /**
     * Run it to its end.
     *
     * @param offline replay the shipped captures even as root
     * @param driver  {@code af_packet} or {@code af_xdp}
     * @param control a kernel bridge instead of the gateway
     * @return one of {@link ExitCode}: 0 only if every check went as the policy says.
     */
    public int run(final boolean offline, final String driver, final boolean control)
    {
        final Style style = Style.ofTerminal();
        try
        {
            final boolean live = !offline && isRoot();
            if (!live && control)
            {
                throw DemoException.environment("--control makes network namespaces, which needs root");
            }
            if (!offline && !live)
            {
                out.println("Network namespaces need root: replaying the shipped capture instead.");
            }
            final DemoReport report = live ?
                new LiveDemo(new Progress(out, Style.isTerminal()), driver, control).run() : new OfflineDemo().run();
            report.lines(style).forEach(out::println);
            return report.isAsExpected() ? ExitCode.OK : ExitCode.FAILURE;
        }
        catch (final DemoException ex)
        {
            err.println("porteira demo: " + ex.getMessage());
            return ex.exitCode();
        }
        catch (final UncheckedIOException ex)
        {
            err.println("porteira demo: " + ex.getCause());
            return ExitCode.FAILURE;
        }
    }

    /** True if this process may do what root may, as far as the user id tells. */
    static boolean isRoot()
    {
        try
        {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return false;
        }
    }
}
