package porteira.policy.nft;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a policy in nftables' syntax. */
public final class NftReader
{
    private NftReader()
    {
    }

    /** A text to read, again and again. */
    @FunctionalInterface
    private interface Source
    {
        CharStream open() throws IOException;
    }

    /**
     * Read a file and all that it includes.
     *
     * @throws RefusedException with everything that is wrong with it
     */
    public static Policy read(final Path file, final PortNames ports)
    {
        return read(() -> IncludingTokenSource.read(file), file, file.toString(), ports);
    }

    /**
     * Read a text.
     *
     * @param name for messages; includes are relative to the working directory
     * @throws RefusedException with everything that is wrong with it
     */
    public static Policy read(final String text, final String name, final PortNames ports)
    {
        return read(() -> CharStreams.fromString(text, name), null, name, ports);
    }

    private static Policy read(final Source source, final Path file, final String name, final PortNames ports)
    {
        final SourceProblems problems = new SourceProblems();
        final PolicyReader.Progress progress = new PolicyReader.Progress();
        try
        {
            // Looking ahead without regard to what surrounds a rule is fast, and right where it finds nothing wrong.
            final Policy policy =
                read(source.open(), file, ports, new SourceProblems(), PredictionMode.SLL, progress);
            return null == policy ? read(source.open(), file, ports, problems, PredictionMode.LL, progress) : policy;
        }
        catch (final OutOfMemoryError error)
        {
            // What filled the heap was reachable from the calls that have ended.
            progress.report(problems, "policy too large for this process: it was read as far as here, heap limit=" +
                (Runtime.getRuntime().maxMemory() >> 20) + " MiB; keep long lists in sets, and sets in files");
            problems.throwIfAny();
            throw error;
        }
        catch (final IOException exception)
        {
            problems.report(name, 1, 1, "can not be read: " + IncludingTokenSource.reason(exception));
            problems.throwIfAny();
            throw new IllegalStateException(exception);
        }
    }

    /** Null where something is wrong that may be right if looked at more closely. */
    private static Policy read(
        final CharStream text,
        final Path file,
        final PortNames ports,
        final SourceProblems problems,
        final PredictionMode mode,
        final PolicyReader.Progress progress)
    {
        final IncludingTokenSource words = new IncludingTokenSource(text, file, problems);
        progress.open(words);
        final NftParser parser = new NftParser(new CommonTokenStream(words));
        parser.removeErrorListeners();
        parser.setErrorHandler(new NftErrors(problems));
        parser.getInterpreter().setPredictionMode(mode);
        try
        {
            final NftParser.PolicyContext tree = parser.policy();
            if (PredictionMode.SLL == mode && 0 != problems.count())
            {
                return null;
            }
            final Policy policy = new PolicyReader(problems, ports, progress).read(tree);
            problems.throwIfAny();
            return policy;
        }
        catch (final StackOverflowError error)
        {
            problems.report(text.getSourceName(), 1, 1, "parentheses, tunnels or variables nest too deep");
            problems.throwIfAny();
            throw error;
        }
    }
}
