package porteira.policy.nft;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
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

    /**
     * Read a file and all that it includes.
     *
     * @throws RefusedException with everything that is wrong with it
     */
    public static Policy read(final Path file, final PortNames ports)
    {
        final SourceProblems problems = new SourceProblems();
        try
        {
            return read(IncludingTokenSource.read(file), file, ports, problems);
        }
        catch (final IOException exception)
        {
            problems.report(file.toString(), 1, 1, "can not be read: " + IncludingTokenSource.reason(exception));
            problems.throwIfAny();
            throw new IllegalStateException(exception);
        }
    }

    /**
     * Read a text.
     *
     * @param name for messages; includes are relative to the working directory
     * @throws RefusedException with everything that is wrong with it
     */
    public static Policy read(final String text, final String name, final PortNames ports)
    {
        return read(CharStreams.fromString(text, name), null, ports, new SourceProblems());
    }

    private static Policy read(
        final CharStream text, final Path file, final PortNames ports, final SourceProblems problems)
    {
        final NftParser parser =
            new NftParser(new CommonTokenStream(new IncludingTokenSource(text, file, problems)));
        parser.removeErrorListeners();
        parser.setErrorHandler(new NftErrors(problems));
        try
        {
            final Policy policy = new PolicyReader(problems, ports).read(parser.policy());
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
