package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.problem.Problems;

/** Collects what is wrong with a policy, at the token where it shows. */
final class SourceProblems extends Problems
{
    void report(final Token at, final String message)
    {
        report(at, 0, message);
    }

    /** At a character within the token, counted from 0. */
    void report(final Token at, final int character, final String message)
    {
        report(at.getInputStream().getSourceName(), at.getLine(), at.getCharPositionInLine() + 1 + character, message);
    }

    /** At an element, in the file that has it. */
    void report(final ValueReader.Element element, final String message)
    {
        if (0 == element.line())
        {
            report(element.at(), message);
        }
        else
        {
            report(FileElements.path(element.at()).toString(), element.line(), 1, message);
        }
    }
}
