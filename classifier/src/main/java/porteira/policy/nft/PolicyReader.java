package porteira.policy.nft;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import porteira.policy.Chain;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.Verdict;
import porteira.problem.Spelling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the model from the parse tree. Statements that the parser refused are left out: they are reported already. */
final class PolicyReader
{
    /** A chain that is being read. */
    private static final class Draft
    {
        private final Token at;
        private final List<Rule> rules = new ArrayList<>();
        private Token hook;
        private NftParser.ChainPolicyContext policy;

        private Draft(final Token at)
        {
            this.at = at;
        }
    }

    private final SourceProblems problems;
    private final ValueReader values;
    private final PortNames ports;
    private final Map<String, Draft> chains = new LinkedHashMap<>();
    private final Map<String, NamedSet> sets = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final JumpCheck jumps;
    private Token table;

    PolicyReader(final SourceProblems problems, final PortNames ports)
    {
        this.problems = problems;
        this.ports = ports;
        this.values = new ValueReader(problems, ports);
        this.jumps = new JumpCheck(problems);
    }

    /** Null where something was reported. */
    Policy read(final NftParser.PolicyContext context)
    {
        final Scope scope = new Scope();
        for (final ParseTree child : context.children)
        {
            switch (child)
            {
                case NftParser.DefineContext define -> define(define, scope);
                case NftParser.TableContext block -> table(block, scope);
                default ->
                {
                }
            }
        }
        jumps.check(chains.keySet());
        final Draft base = base(context.getStart());
        return 0 == problems.count() ? policy(base) : null;
    }

    /** What the source says, its line breaks and runs of blanks as one blank. */
    static String sourceText(final ParserRuleContext context)
    {
        final Token start = context.getStart();
        final Token stop = context.getStop();
        return start.getInputStream() == stop.getInputStream() ?
            start.getInputStream().getText(Interval.of(start.getStartIndex(), stop.getStopIndex()))
                .replaceAll("(\\\\\\R|\\s)+", " ") : context.getText();
    }

    private Policy policy(final Draft base)
    {
        final boolean isDrop = null != base.policy && null != base.policy.DROP();
        final Verdict verdict = isDrop ? Verdict.DROP : Verdict.ACCEPT;
        final Rule policyRule = new Rule(
            rules.size(),
            location(null == base.policy ? base.hook : base.policy.getStart()),
            isDrop ? "policy drop" : "policy accept",
            "",
            List.of(new RulePart.Decide(verdict)));
        rules.add(policyRule);
        final Map<String, Chain> built = new LinkedHashMap<>();
        chains.forEach((name, draft) -> built.put(
            name, new Chain(name, location(draft.at), draft == base ? policyRule : null, draft.rules)));
        String baseName = "";
        for (final Map.Entry<String, Draft> entry : chains.entrySet())
        {
            baseName = entry.getValue() == base ? entry.getKey() : baseName;
        }
        return new Policy(table.getText(), built.get(baseName), built, rules, List.of(), List.of(), ports);
    }

    private Draft base(final Token start)
    {
        Draft base = null;
        for (final Draft draft : chains.values())
        {
            if (null != draft.hook && null != base)
            {
                problems.report(draft.hook, "a second base chain; the first is in line " + base.hook.getLine());
            }
            else if (null == draft.hook && null != draft.policy)
            {
                problems.report(draft.policy.getStart(), "'policy' stands in a chain without a hook");
            }
            base = null == base && null != draft.hook ? draft : base;
        }
        if (null == base && 0 == problems.count())
        {
            problems.report(start,
                "no base chain: one chain must say 'type filter hook forward priority filter; policy accept;'");
        }
        return base;
    }

    private void table(final NftParser.TableContext context, final Scope outer)
    {
        if (null == context.first)
        {
            return;
        }
        final Token name = (null == context.second ? context.first : context.second).getStart();
        if (null == context.second || !"bridge".equals(context.first.getText()))
        {
            problems.report(context.first.getStart(),
                "found '" + context.first.getText() + "', expected the family 'bridge' and a name" +
                Spelling.didYouMean(context.first.getText(), List.of("bridge")));
        }
        if (null != table && !table.getText().equals(name.getText()))
        {
            problems.report(name, "a second table; porteira takes one, '" + table.getText() + "'");
        }
        table = name;
        final Scope scope = new Scope(outer, outer.definitions());
        final SetReader setReader = new SetReader(problems, values, sets);
        final Map<NftParser.ChainContext, Integer> found = new LinkedHashMap<>();
        for (final ParseTree child : context.children)
        {
            switch (child)
            {
                case NftParser.DefineContext define -> define(define, scope);
                case NftParser.SetContext set -> setReader.read(set, scope);
                case NftParser.ChainContext chain -> found.put(chain, scope.definitions());
                default ->
                {
                }
            }
        }
        // Rules may name sets that stand behind them, but not variables.
        found.forEach((chain, definitions) -> chain(chain, new Scope(scope, definitions)));
    }

    private void define(final NftParser.DefineContext context, final Scope scope)
    {
        if (null == context.name() || isBroken(context))
        {
            return;
        }
        if (!scope.define(context))
        {
            problems.report(context.name().getStart(), "'" + context.name().getText() + "' is defined already");
        }
    }

    private void chain(final NftParser.ChainContext context, final Scope scope)
    {
        if (null == context.name())
        {
            return;
        }
        final Token at = context.name().getStart();
        final Draft draft = chains.computeIfAbsent(context.name().getText(), (name) -> new Draft(at));
        for (final NftParser.ChainItemContext item : context.chainItem())
        {
            switch (item)
            {
                case NftParser.ChainDefineContext define -> define(define.define(), scope);
                case NftParser.ChainHookContext hook -> hook(hook, draft);
                case NftParser.ChainPolicyContext policy -> draft.policy = policy;
                case NftParser.ChainRuleContext line when !isBroken(line.rule_()) ->
                    rule(line.rule_(), context.name().getText(), draft, scope);
                default ->
                {
                }
            }
        }
    }

    private void hook(final NftParser.ChainHookContext context, final Draft draft)
    {
        draft.hook = context.getStart();
        if (isBroken(context))
        {
            return;
        }
        expect(context.type, "filter", "the chain type");
        expect(context.hook, "forward", "the hook");
        final NftParser.NameContext priority = context.priority().name();
        if (null != priority && !List.of("filter", "dstnat", "srcnat", "out").contains(priority.getText()))
        {
            expect(priority, "filter", "the priority");
        }
    }

    private void expect(final NftParser.NameContext found, final String expected, final String what)
    {
        if (!expected.equals(found.getText()))
        {
            problems.report(found.getStart(),
                "found '" + found.getText() + "', expected " + what + " '" + expected + "'" +
                Spelling.didYouMean(found.getText(), List.of(expected)));
        }
    }

    private void rule(final NftParser.Rule_Context context, final String chain, final Draft draft, final Scope scope)
    {
        final List<RulePart> parts = new ArrayList<>();
        final MatchReader matches = new MatchReader(problems, values, sets, scope, parts);
        final StatementReader statements = new StatementReader(problems, jumps, chain, rules.size(), parts);
        for (final ParseTree child : context.children)
        {
            switch (child)
            {
                case NftParser.MatchContext match ->
                {
                    statements.checkReachable(match.getStart());
                    matches.visit(match);
                }
                case NftParser.StatementContext statement ->
                {
                    statements.checkReachable(statement.getStart());
                    statements.visit(statement);
                }
                default ->
                {
                }
            }
        }
        final String comment = null == context.STRING() ? "" : ValueReader.unquoted(context.STRING().getSymbol());
        final Rule rule =
            new Rule(rules.size(), location(context.getStart()), sourceText(context), comment, parts);
        rules.add(rule);
        draft.rules.add(rule);
    }

    private static String location(final Token at)
    {
        final Path name = Path.of(at.getInputStream().getSourceName()).getFileName();
        return name + ":" + at.getLine();
    }

    static boolean isBroken(final ParseTree tree)
    {
        if (tree instanceof ErrorNode || tree instanceof ParserRuleContext context && null != context.exception)
        {
            return true;
        }
        for (int i = 0; i < tree.getChildCount(); i++)
        {
            if (isBroken(tree.getChild(i)))
            {
                return true;
            }
        }
        return false;
    }
}
