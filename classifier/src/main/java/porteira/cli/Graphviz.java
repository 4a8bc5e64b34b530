package porteira.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import porteira.GatewayException;

/** Runs Graphviz' {@code dot}. */
final class Graphviz
{
    private static final long LIMIT_S = 120;

    private Graphviz()
    {
    }

    /**
     * A picture of a graph.
     *
     * @param dot the graph in Graphviz' language
     * @return SVG
     * @throws GatewayException where Graphviz is not installed
     * @throws IOException      where it fails, or takes longer than two minutes
     */
    static byte[] svg(final String dot) throws IOException
    {
        final Process process = start();
        final CompletableFuture<Void> input = CompletableFuture.runAsync(() -> feed(process, dot));
        final CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(process));
        try
        {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS))
            {
                throw new IOException(
                    "dot found no layout in " + LIMIT_S + " s: the diagram is too large to be looked at");
            }
            final byte[] svg = output.join();
            input.join();
            if (0 != process.exitValue())
            {
                throw new IOException("dot failed: exit code=" + process.exitValue());
            }
            return svg;
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while dot ran", e);
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    private static Process start()
    {
        try
        {
            return new ProcessBuilder("dot", "-Tsvg").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        }
        catch (final IOException e)
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT,
                "--svg needs Graphviz' program dot; install the package graphviz");
        }
    }

    private static void feed(final Process process, final String dot)
    {
        try (OutputStream input = process.getOutputStream())
        {
            input.write(dot.getBytes(StandardCharsets.UTF_8));
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(final Process process)
    {
        try
        {
            return process.getInputStream().readAllBytes();
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }
}
