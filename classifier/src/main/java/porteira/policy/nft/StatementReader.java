package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.policy.Log;
import porteira.policy.RulePart;
import porteira.policy.Verdict;
import porteira.problem.Spelling;

import java.util.List;
import java.util.Set;

/** The statements of one rule. */
final class StatementReader extends NftParserBaseVisitor<Void>
{
    private static final Set<String> LEVELS =
        Set.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

    /** nft's NF_LOG_PREFIXLEN less its terminator. */
    private static final int MAX_PREFIX = 127;

    private final SourceProblems problems;
    private final JumpCheck jumps;
    private final String chain;
    private final int rule;
    private final List<RulePart> parts;
    private String ended;

    StatementReader(
        final SourceProblems problems,
        final JumpCheck jumps,
        final String chain,
        final int rule,
        final List<RulePart> parts)
    {
        this.problems = problems;
        this.jumps = jumps;
        this.chain = chain;
        this.rule = rule;
        this.parts = parts;
    }

    /** As nft does, refuses whatever follows a verdict in a rule. */
    void checkReachable(final Token at)
    {
        if (null != ended)
        {
            problems.report(at, "'" + at.getText() + "' has no effect behind '" + ended + "'");
        }
    }

    @Override
    public Void visitAcceptStatement(final NftParser.AcceptStatementContext context)
    {
        return end("accept", new RulePart.Decide(Verdict.ACCEPT));
    }

    @Override
    public Void visitDropStatement(final NftParser.DropStatementContext context)
    {
        return end("drop", new RulePart.Decide(Verdict.DROP));
    }

    @Override
    public Void visitReturnStatement(final NftParser.ReturnStatementContext context)
    {
        return end("return", new RulePart.Return());
    }

    @Override
    public Void visitJumpStatement(final NftParser.JumpStatementContext context)
    {
        jumps.add(chain, context.name().getStart());
        return end("jump", new RulePart.Jump(context.name().getText(), false));
    }

    @Override
    public Void visitGotoStatement(final NftParser.GotoStatementContext context)
    {
        jumps.add(chain, context.name().getStart());
        return end("goto", new RulePart.Jump(context.name().getText(), true));
    }

    @Override
    public Void visitCounterStatement(final NftParser.CounterStatementContext context)
    {
        parts.add(new RulePart.Count());
        return null;
    }

    @Override
    public Void visitLogStatement(final NftParser.LogStatementContext context)
    {
        String prefix = "";
        String level = Log.DEFAULT_LEVEL;
        if (1 < context.STRING().size() || 1 < context.name().size())
        {
            problems.report(context.getStart(), "'log' takes 'prefix' and 'level' once each");
        }
        if (!context.STRING().isEmpty())
        {
            prefix = ValueReader.unquoted(context.STRING(0).getSymbol());
        }
        if (!context.name().isEmpty())
        {
            level = context.name(0).getText();
        }
        if (!LEVELS.contains(level))
        {
            problems.report(context.name(0).getStart(), "found '" + level + "', expected a log level (" +
                "emerg, alert, crit, err, warn, notice, info or debug)" + Spelling.didYouMean(level, LEVELS));
        }
        if (MAX_PREFIX < prefix.length())
        {
            problems.report(context.STRING(0).getSymbol(),
                "log prefix is too long: length=" + prefix.length() + ", limit=" + MAX_PREFIX);
        }
        parts.add(new Log(prefix, level, rule));
        return null;
    }

    private Void end(final String word, final RulePart part)
    {
        ended = word;
        parts.add(part);
        return null;
    }
}
