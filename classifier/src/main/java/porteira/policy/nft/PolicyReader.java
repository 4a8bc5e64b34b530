package porteira.policy.nft;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import porteira.policy.Chain;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;
import porteira.policy.Verdict;
import porteira.problem.Spelling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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

    private static final Pattern BLANKS = Pattern.compile("(\\\\\\R|\\s)+");

    /** Rules that are read once all sets are known. */
    private record Pending(String chain, Draft draft, NftParser.Rule_Context rule, Scope scope)
    {
    }

    /** How far a policy was read. */
    static final class Progress
    {
        private TokenSource words;
        private Token at;

        /** Begin again. */
        void open(final TokenSource source)
        {
            words = source;
            at = null;
        }

        /** What it ended for. */
        void report(final SourceProblems problems, final String message)
        {
            if (null == at)
            {
                problems.report(words.getSourceName(), words.getLine(), words.getCharPositionInLine() + 1, message);
            }
            else
            {
                problems.report(at, message);
            }
        }
    }

    private final Progress progress;
    private final SourceProblems problems;
    private final Declared declared;
    private final SetReader sets;
    private final PortNames ports;
    private final Map<String, Draft> chains = new LinkedHashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Set<String> updated = new HashSet<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, String> fileNames = new HashMap<>();
    private Token table;
    private boolean isEmpty = true;

    PolicyReader(final SourceProblems problems, final PortNames ports, final Progress progress)
    {
        this.progress = progress;
        this.problems = problems;
        this.ports = ports;
        this.declared = new Declared(problems, new ValueReader(problems, ports));
        this.sets = new SetReader(declared);
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
                case NftParser.CommandContext command when !isBroken(command) -> command(command, scope);
                default ->
                {
                }
            }
        }
        sets.finish(updated);
        pending.forEach(this::rule);
        declared.jumps.check(chains.keySet());
        final Draft base = base(context.getStart());
        return 0 == problems.count() ? policy(base) : null;
    }

    /** What the source says, its line breaks and runs of blanks as one blank. */
    static String sourceText(final ParserRuleContext context)
    {
        final Token start = context.getStart();
        final Token stop = context.getStop();
        if (start.getInputStream() != stop.getInputStream())
        {
            return context.getText();
        }
        final String text =
            start.getInputStream().getText(Interval.of(start.getStartIndex(), stop.getStopIndex()));
        return BLANKS.matcher(text).replaceAll(" ");
    }

    private Policy policy(final Draft base)
    {
        final boolean isDrop = null != base.policy && null != base.policy.DROP();
        final Verdict verdict = isDrop ? Verdict.DROP : Verdict.ACCEPT;
        final Rule policyRule = new Rule(
            rules.size(),
            location(null == base.policy ? base.hook : base.policy.getStart()),
            column(null == base.policy ? base.hook : base.policy.getStart()),
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
        return new Policy(table.getText(), built.get(baseName), built, rules, changing(), declared.questions(),
            ports);
    }

    private List<SetDeclaration> changing()
    {
        final List<SetDeclaration> changing = new ArrayList<>();
        for (final NamedSet set : declared.sets.values())
        {
            if (set.declaration().isDynamic())
            {
                changing.add(set.declaration());
            }
        }
        return changing;
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

    private void command(final NftParser.CommandContext context, final Scope scope)
    {
        switch (context)
        {
            case NftParser.AddTableContext add -> enter(add.family, add.own);
            case NftParser.AddRuleContext add ->
            {
                enter(add.family, add.own);
                final Draft draft = draft(add.into);
                pending.add(new Pending(add.into.getText(), draft, add.rule_(), at(scope)));
                noteUpdates(add.rule_());
            }
            case NftParser.AddElementContext add ->
            {
                enter(add.family, add.own);
                sets.add(add, at(scope));
            }
            default ->
            {
                if (!isEmpty)
                {
                    problems.report(context.getStart(), "'" + context.getStart().getText() +
                        "' stands behind what it removes; a policy begins empty");
                }
            }
        }
    }

    private static Scope at(final Scope scope)
    {
        return new Scope(scope, scope.definitions());
    }

    private void table(final NftParser.TableContext context, final Scope outer)
    {
        if (null == context.first)
        {
            return;
        }
        enter(null == context.second ? null : context.first, null == context.second ? context.first : context.second);
        final Scope scope = new Scope(outer, outer.definitions());
        for (final NftParser.TableItemContext item : context.tableItem())
        {
            isEmpty &= item instanceof NftParser.TableSeparatorContext;
            switch (item)
            {
                case NftParser.TableDefineContext define -> define(define.define(), scope);
                case NftParser.TableSetContext set -> sets.read(set.set(), scope);
                case NftParser.TableChainContext chain -> chain(chain.chain(), at(scope));
                case NftParser.TableCounterContext counter when !isBroken(counter) ->
                    declared.counters.add(counter.counterObject().name().getText());
                case NftParser.TableLimitContext limit when !isBroken(limit) -> limit(limit.limitObject());
                default ->
                {
                }
            }
        }
    }

    private void enter(final NftParser.NameContext family, final NftParser.NameContext own)
    {
        final Token name = own.getStart();
        if (null == family || !"bridge".equals(family.getText()))
        {
            final Token at = null == family ? name : family.getStart();
            problems.report(at, "found '" + at.getText() + "', expected the family 'bridge' and a name" +
                Spelling.didYouMean(at.getText(), List.of("bridge")));
        }
        if (null != table && !table.getText().equals(name.getText()))
        {
            problems.report(name, "a second table; porteira takes one, '" + table.getText() + "'");
        }
        table = name;
    }

    private void limit(final NftParser.LimitObjectContext context)
    {
        if (1 != context.limitRate().size())
        {
            problems.report(context.getStart(), "limit '" + context.name().getText() + "' needs one 'rate'");
            return;
        }
        declared.limits.put(context.name().getText(), declared.ask(
            new RateReader(problems).rate(context.limitRate(0)), sourceText(context.limitRate(0))));
    }

    /** Sets that a rule changes are no constants, whatever their flags. */
    private void noteUpdates(final NftParser.Rule_Context rule)
    {
        for (final NftParser.StatementContext statement : rule.statement())
        {
            if (statement instanceof NftParser.UpdateStatementContext update && null != update.SET_NAME())
            {
                updated.add(update.SET_NAME().getText().substring(1));
            }
        }
    }

    private Draft draft(final NftParser.NameContext name)
    {
        return chains.computeIfAbsent(name.getText(), (unknown) -> new Draft(name.getStart()));
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
        final Draft draft = draft(context.name());
        for (final NftParser.ChainItemContext item : context.chainItem())
        {
            switch (item)
            {
                case NftParser.ChainDefineContext define -> define(define.define(), scope);
                case NftParser.ChainHookContext hook -> hook(hook, draft);
                case NftParser.ChainPolicyContext policy -> draft.policy = policy;
                case NftParser.ChainRuleContext line when !isBroken(line.rule_()) ->
                {
                    pending.add(new Pending(context.name().getText(), draft, line.rule_(), at(scope)));
                    noteUpdates(line.rule_());
                }
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

    private void rule(final Pending rule)
    {
        progress.at = rule.rule().getStart();
        final NftParser.Rule_Context context = rule.rule();
        final List<RulePart> parts = new ArrayList<>();
        final StatementReader statements = new StatementReader(
            declared, new ValueReader.Place(rule.scope()), rule.chain(), rules.size(), parts);
        for (final ParseTree child : context.children)
        {
            if (child instanceof ParserRuleContext part)
            {
                statements.checkReachable(part.getStart());
                statements.visit(part);
            }
        }
        final String comment = null == context.STRING() ? "" : ValueReader.unquoted(context.STRING().getSymbol());
        final Rule read = new Rule(rules.size(), location(context.getStart()), column(context.getStart()),
            sourceText(context), comment, parts);
        rules.add(read);
        rule.draft().rules.add(read);
    }

    private static int column(final Token at)
    {
        return at.getCharPositionInLine() + 1;
    }

    private String location(final Token at)
    {
        return fileNames.computeIfAbsent(at.getInputStream().getSourceName(),
            (path) -> String.valueOf(Path.of(path).getFileName())) + ":" + at.getLine();
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
