package porteira.policy.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Field;
import porteira.policy.Log;
import porteira.policy.Question;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;
import porteira.policy.UInt128;
import porteira.policy.Verdict;
import porteira.policy.nft.KeyReader.Part;
import porteira.policy.nft.ValueReader.Place;
import porteira.problem.Spelling;

/** The statements of one rule. */
final class StatementReader extends NftParserBaseVisitor<Void>
{
    private static final Set<String> LEVELS =
        Set.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");
    private static final Set<String> LOG_FLAGS = Set.of("all", "tcp", "ip", "ether", "skuid", "sequence", "options");
    private static final List<String> SERVICES = List.of("greylist", "notice", "tarpit");

    /** nft's NF_LOG_PREFIXLEN less its terminator. */
    private static final int MAX_PREFIX = 127;

    private final Declared declared;
    private final SourceProblems problems;
    private final KeyReader keys;
    private final MatchReader matches;
    private final MapReader maps;
    private final NatReader translations;
    private final RateReader rates;
    private final String chain;
    private final int rule;
    private final List<RulePart> parts;
    private String ended;

    StatementReader(
        final Declared declared, final Place place, final String chain, final int rule, final List<RulePart> parts)
    {
        this.declared = declared;
        this.problems = declared.problems;
        this.keys = new KeyReader(problems, parts);
        this.matches = new MatchReader(declared, keys, place, parts);
        this.maps = new MapReader(declared, keys, matches, place, parts);
        this.translations = new NatReader(declared, keys, maps, place, parts);
        this.rates = new RateReader(problems);
        this.chain = chain;
        this.rule = rule;
        this.parts = parts;
    }

    /** As nft does, refuses whatever follows a verdict in a rule, but for the other end of a translation. */
    void checkReachable(final Token at)
    {
        if (null != ended && !translations.isOtherEnd(at))
        {
            problems.report(at, "'" + at.getText() + "' has no effect behind '" + ended + "'");
        }
    }

    @Override
    public Void visitKeyMatch(final NftParser.KeyMatchContext context)
    {
        matches.read(context);
        return null;
    }

    @Override
    public Void visitInsideMatch(final NftParser.InsideMatchContext context)
    {
        keys.enter(context.tunnel(), true);
        return null;
    }

    @Override
    public Void visitU32Match(final NftParser.U32MatchContext context)
    {
        matches.read(context);
        return null;
    }

    @Override
    public Void visitVmapMatch(final NftParser.VmapMatchContext context)
    {
        maps.verdicts(context, this::verdict);
        ended = "vmap";
        return null;
    }

    @Override
    public Void visitMangleStatement(final NftParser.MangleStatementContext context)
    {
        problems.report(context.getStart(), "'" + PolicyReader.sourceText(context.key()) +
            " set' is not supported: the gateway changes addresses and ports only, by 'dnat' and 'snat'");
        return null;
    }

    @Override
    public Void visitVerdictStatement(final NftParser.VerdictStatementContext context)
    {
        final List<RulePart> verdict = verdict(context.verdict());
        parts.addAll(verdict);
        ended = verdict.isEmpty() ? ended : context.getStart().getText();
        return null;
    }

    /** What a verdict makes of a rule; nothing for {@code continue}. */
    private List<RulePart> verdict(final NftParser.VerdictContext context)
    {
        return switch (context)
        {
            case NftParser.AcceptVerdictContext accept -> List.of(new RulePart.Decide(Verdict.ACCEPT));
            case NftParser.DropVerdictContext drop -> List.of(new RulePart.Decide(Verdict.DROP));
            case NftParser.ReturnVerdictContext back -> List.of(new RulePart.Return());
            case NftParser.JumpVerdictContext jump -> jump(jump.name(), false);
            case NftParser.GotoVerdictContext jump -> jump(jump.name(), true);
            default -> List.of();
        };
    }

    private List<RulePart> jump(final NftParser.NameContext to, final boolean isGoto)
    {
        declared.jumps.add(chain, to.getStart());
        return List.of(new RulePart.Jump(to.getText(), isGoto));
    }

    @Override
    public Void visitCounterStatement(final NftParser.CounterStatementContext context)
    {
        if (null == context.NAME_OF())
        {
            parts.add(new RulePart.Count());
            return null;
        }
        final String name = name(context.name(), context.STRING());
        if (!declared.counters.contains(name))
        {
            problems.report(context.NAME_OF().getSymbol(), "counter '" + name + "' does not exist" +
                Spelling.didYouMean(name, declared.counters));
        }
        parts.add(new RulePart.Count(name));
        return null;
    }

    private static String name(final NftParser.NameContext name, final TerminalNode text)
    {
        return null == name ? ValueReader.unquoted(text.getSymbol()) : name.getText();
    }

    @Override
    public Void visitLogStatement(final NftParser.LogStatementContext context)
    {
        final Map<Integer, NftParser.LogOptionContext> options = new HashMap<>();
        for (final NftParser.LogOptionContext option : context.logOption())
        {
            if (null != options.putIfAbsent(option.getStart().getType(), option))
            {
                problems.report(context.getStart(), "'log' takes 'prefix', 'level' and 'flags' once each");
            }
        }
        String prefix = "";
        String level = Log.DEFAULT_LEVEL;
        if (options.containsKey(NftParser.PREFIX))
        {
            final Token text = options.get(NftParser.PREFIX).STRING().getSymbol();
            prefix = ValueReader.unquoted(text);
            if (MAX_PREFIX < prefix.length())
            {
                problems.report(text, "log prefix is too long: length=" + prefix.length() + ", limit=" + MAX_PREFIX);
            }
        }
        if (options.containsKey(NftParser.LEVEL))
        {
            level = options.get(NftParser.LEVEL).name(0).getText();
            if (!LEVELS.contains(level))
            {
                problems.report(options.get(NftParser.LEVEL).name(0).getStart(), "found '" + level +
                    "', expected a log level (emerg, alert, crit, err, warn, notice, info or debug)" +
                    Spelling.didYouMean(level, LEVELS));
            }
        }
        if (options.containsKey(NftParser.FLAGS))
        {
            // Events carry all that these ask for.
            for (final NftParser.NameContext flag : options.get(NftParser.FLAGS).name())
            {
                if (!LOG_FLAGS.contains(flag.getText()))
                {
                    problems.report(flag.getStart(), "found '" + flag.getText() + "', expected a flag of 'log'" +
                        Spelling.didYouMeanOrKnown(flag.getText(), LOG_FLAGS));
                }
            }
        }
        parts.add(new Log(prefix, level, rule));
        return null;
    }

    @Override
    public Void visitLimitStatement(final NftParser.LimitStatementContext context)
    {
        final String text = PolicyReader.sourceText(context);
        if (null != context.limitRate())
        {
            parts.add(declared.ask(rates.rate(context.limitRate()), text));
            return null;
        }
        final String name = name(context.name(), context.STRING());
        final Ask shared = declared.limits.get(name);
        if (null == shared)
        {
            problems.report(context.NAME_OF().getSymbol(), "limit '" + name + "' does not exist" +
                Spelling.didYouMean(name, declared.limits.keySet()));
            return null;
        }
        parts.add(new Ask(shared.question(), shared.index(), text));
        return null;
    }

    @Override
    public Void visitCountStatement(final NftParser.CountStatementContext context)
    {
        parts.add(declared.ask(rates.connections(context.NUMBER().getSymbol(), null != context.OVER()),
            PolicyReader.sourceText(context)));
        return null;
    }

    @Override
    public Void visitFanoutStatement(final NftParser.FanoutStatementContext context)
    {
        parts.add(declared.ask(rates.fanout(context.NUMBER().getSymbol(), context.unit()),
            PolicyReader.sourceText(context)));
        return null;
    }

    @Override
    public Void visitRejectStatement(final NftParser.RejectStatementContext context)
    {
        ended = "reject";
        final Action.Reject.Answer answer = new RejectReader(problems, keys).read(context);
        if (null != answer)
        {
            parts.add(new Action.Reject(answer));
            parts.add(new RulePart.Decide(Verdict.REJECT));
        }
        return null;
    }

    @Override
    public Void visitNatStatement(final NftParser.NatStatementContext context)
    {
        translations.read(context);
        ended = context.getStart().getText();
        return null;
    }

    @Override
    public Void visitMasqueradeStatement(final NftParser.MasqueradeStatementContext context)
    {
        translations.masquerade(context);
        ended = "masquerade";
        return null;
    }

    @Override
    public Void visitRedirectStatement(final NftParser.RedirectStatementContext context)
    {
        translations.redirect(context);
        ended = "redirect";
        return null;
    }

    @Override
    public Void visitSendStatement(final NftParser.SendStatementContext context)
    {
        final Token at = context.operand().getStart();
        final String written = context.operand().getText();
        final String name = written.startsWith("\"") ? written.substring(1, written.length() - 1) : written;
        if (null != context.FWD() && SERVICES.contains(name) && !declared.values.isPort(name))
        {
            parts.add(new Action.Forward(-1, name));
        }
        else
        {
            final UInt128 port = declared.values.port(at, name);
            if (null == port)
            {
                return null;
            }
            parts.add(null == context.FWD() ?
                new Action.Duplicate((int)port.lo()) : new Action.Forward((int)port.lo(), ""));
        }
        if (null != context.FWD())
        {
            parts.add(new RulePart.Decide(Verdict.FORWARD));
            ended = "fwd";
        }
        return null;
    }

    @Override
    public Void visitUpdateStatement(final NftParser.UpdateStatementContext context)
    {
        final List<Part> key = matches.key(context.key(), context.mask);
        if (key.isEmpty() || !matches.canJoin(key, context.key().getStart()))
        {
            return null;
        }
        final Token name = context.SET_NAME().getSymbol();
        final NamedSet named = matches.named(name, key.stream().map(Part::type).toList(), false);
        if (null == named)
        {
            return null;
        }
        final SetDeclaration set = named.declaration();
        if (!set.isDynamic())
        {
            problems.report(name, "set '" + set.name() + "' never changes: 'flags dynamic' lets rules change it");
            return null;
        }
        final List<Field> fields = MatchReader.fields(key);
        matches.needRaw(key);
        long timeoutMs = 0;
        final List<Question> questions = new ArrayList<>();
        for (final NftParser.KeyOptionContext option : context.keyOption())
        {
            switch (option)
            {
                case NftParser.KeyTimeoutContext timeout -> timeoutMs = timeout(timeout, set);
                case NftParser.KeyLimitContext limit -> questions.add(rates.rate(limit.limitRate()));
                case NftParser.KeyCountContext count ->
                    questions.add(rates.connections(count.NUMBER().getSymbol(), null != count.OVER()));
                case NftParser.KeyFanoutContext fanout ->
                    questions.add(rates.fanout(fanout.NUMBER().getSymbol(), fanout.unit()));
                default -> problems.report(option.getStart(), "'" + option.getStart().getText() +
                    "' is not kept for elements that rules add");
            }
        }
        final Action.SetUpdate.Operation operation = null != context.ADD() ? Action.SetUpdate.Operation.ADD :
            null != context.UPDATE() ? Action.SetUpdate.Operation.UPDATE : Action.SetUpdate.Operation.DELETE;
        if (1 < questions.size() || !questions.isEmpty() && Action.SetUpdate.Operation.DELETE == operation)
        {
            problems.report(context.getStart(), "one question at most is asked for an element, and none to delete it");
        }
        else if (!questions.isEmpty() && fields.stream().anyMatch((field) -> field.layer().isOpen()))
        {
            problems.report(context.key().getStart(), "a question by key needs one packet: 'tunnel' may be several; " +
                "name the tunnel, as in 'teredo ip6 saddr'");
        }
        else if (questions.isEmpty())
        {
            parts.add(new Action.SetUpdate(operation, set, fields, timeoutMs));
        }
        else
        {
            parts.add(declared.ask(new Question.Meter(set, fields, timeoutMs, questions.getFirst()),
                PolicyReader.sourceText(context)));
        }
        return null;
    }

    private long timeout(final NftParser.KeyTimeoutContext context, final SetDeclaration set)
    {
        if (!set.flags().contains(SetDeclaration.Flag.TIMEOUT))
        {
            problems.report(context.getStart(), "elements of set '" + set.name() + "' do not expire: it has no " +
                "'flags timeout'");
        }
        return TimeText.milliseconds(context.time(), problems);
    }
}
