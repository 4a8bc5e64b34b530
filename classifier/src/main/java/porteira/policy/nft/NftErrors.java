package porteira.policy.nft;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.misc.IntervalSet;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Reports at most one syntax error a statement and goes on behind its end, so that one run finds them all. Words are
 * never invented or dropped to repair a statement.
 */
final class NftErrors extends DefaultErrorStrategy
{
    private static final int LISTED = 10;

    /** Words of nft 1.0.6 that porteira knows only in order to refuse them. */
    private static final Set<String> UNSUPPORTED = Set.of(
        "ah", "arp", "as", "at", "cgroup", "comp", "cpu", "day", "dccp", "destroy", "device", "devices", "devgroup",
        "dst", "dynset", "esp", "fib", "flow", "flowtable", "fragment", "geneve", "gretap", "hbh", "hour", "ibriport",
        "ibrname", "ibrhwproto", "ibrpvid", "ibrvproto", "igmp", "iifgroup", "iifkind", "iiftype", "insert", "ipsec",
        "jhash", "list", "mark", "meter", "mh", "mtu", "gateway", "max-delay", "nfproto", "nftrace", "notrack",
        "numgen", "obriport", "obrname", "oifgroup", "oifkind", "oiftype", "operation", "option", "osf",
        "parameter-problem", "packet-too-big", "quota", "queue", "random", "redefine", "rename", "replace", "reset",
        "rt", "rt0", "rt2", "rt4", "rtclassid", "sctp", "sdif", "sdifname", "secmark", "secpath", "skgid", "skuid",
        "snaplen", "socket", "srh", "symhash", "synproxy", "time", "tproxy", "udplite", "undefine", "vxlan", "xt",
        "group", "queue-threshold", "dormant", "last", "csumcov", "sequence", "id", "taddr", "daddr");

    /** Keywords that may also be names. */
    private static final IntervalSet NAMES = names();

    private final SourceProblems problems;
    private boolean isEndReported;

    NftErrors(final SourceProblems problems)
    {
        this.problems = problems;
    }

    /** True for a word of nft's that has no meaning here. */
    static boolean isKnown(final String word)
    {
        return UNSUPPORTED.contains(word);
    }

    /** {@code 'a', 'b' or 'c'}. */
    static String either(final Collection<String> words)
    {
        return joined(words.stream().map((word) -> "'" + word + "'").toList());
    }

    static String quoted(final Token token)
    {
        return switch (token.getType())
        {
            case Token.EOF -> "end of file";
            case NftLexer.NEWLINE -> "end of line";
            default -> "'" + token.getText() + "'";
        };
    }

    @Override
    public void reportError(final Parser parser, final RecognitionException exception)
    {
        final Token found = exception.getOffendingToken();
        final boolean isRepeated = Token.EOF == found.getType() && isEndReported;
        if (!inErrorRecoveryMode(parser) && !isRepeated)
        {
            beginErrorCondition(parser);
            problems.report(found, message(parser, exception));
            isEndReported = Token.EOF == found.getType();
        }
    }

    @Override
    public Token recoverInline(final Parser parser)
    {
        throw new InputMismatchException(parser);
    }

    @Override
    public void sync(final Parser parser)
    {
        final IntervalSet next = parser.getATN().nextTokens(parser.getATN().states.get(parser.getState()));
        if (inErrorRecoveryMode(parser) || next.contains(Token.EPSILON) ||
            next.contains(parser.getInputStream().LA(1)))
        {
            return;
        }
        final InputMismatchException mismatch = new InputMismatchException(parser);
        if (!isBlock(parser.getContext()))
        {
            throw mismatch;
        }
        // A block goes on behind a statement that it does not know.
        reportError(parser, mismatch);
        do
        {
            recover(parser, mismatch);
            if (next.contains(parser.getInputStream().LA(1)))
            {
                break;
            }
            parser.consume();
        }
        while (Token.EOF != parser.getInputStream().LA(1));
        endErrorCondition(parser);
    }

    private static boolean isBlock(final ParserRuleContext context)
    {
        return context instanceof NftParser.PolicyContext || context instanceof NftParser.TableContext ||
            context instanceof NftParser.SetContext || context instanceof NftParser.ChainContext;
    }

    /** Goes to the end of the statement; out of the braces of a set first where the error lies in one. */
    @Override
    public void recover(final Parser parser, final RecognitionException exception)
    {
        int depth = openBraces(parser.getContext());
        while (true)
        {
            final int type = parser.getInputStream().LA(1);
            if (Token.EOF == type || 0 == depth && isEnd(type) ||
                NftLexer.NEWLINE == type && isInRule(parser.getContext()))
            {
                return;
            }
            depth += NftLexer.LBRACE == type ? 1 : NftLexer.RBRACE == type ? -1 : 0;
            parser.consume();
        }
    }

    private static boolean isEnd(final int type)
    {
        return NftLexer.NEWLINE == type || NftLexer.SEMICOLON == type || NftLexer.RBRACE == type;
    }

    private static int openBraces(final ParserRuleContext context)
    {
        int depth = 0;
        for (RuleContext at = context; null != at; at = at.getParent())
        {
            final boolean isSet = at instanceof NftParser.BracedContext ||
                at instanceof NftParser.UpdateStatementContext;
            if (isSet)
            {
                final ParserRuleContext braces = (ParserRuleContext)at;
                depth += braces.getTokens(NftLexer.LBRACE).size() - braces.getTokens(NftLexer.RBRACE).size();
            }
        }
        return Math.max(0, depth);
    }

    private static boolean isInRule(final RuleContext context)
    {
        for (RuleContext at = context; null != at; at = at.getParent())
        {
            if (at instanceof NftParser.Rule_Context)
            {
                return true;
            }
        }
        return false;
    }

    private static String message(final Parser parser, final RecognitionException exception)
    {
        final Token found = exception.getOffendingToken();
        if (NftLexer.UNTERMINATED == found.getType())
        {
            return "double quote is not closed: " + found.getText();
        }
        if (Token.EOF == found.getType() && isBlock(parser.getContext()))
        {
            return "found end of file, expected '}'";
        }
        if (NftLexer.WORD == found.getType() && UNSUPPORTED.contains(found.getText()))
        {
            return "'" + found.getText() + "' is not supported";
        }
        final List<String> expected = expected(parser, exception);
        final StringBuilder message = new StringBuilder("found ").append(quoted(found));
        if (parser.getContext() instanceof NftParser.EndContext &&
            parser.getContext().getParent() instanceof NftParser.ChainRuleContext)
        {
            message.append(", expected a match, a statement or the end of the line");
        }
        else if (expected.size() <= LISTED && !expected.isEmpty())
        {
            message.append(", expected ").append(joined(expected));
        }
        else
        {
            message.append(isRuleStart(parser) ?
                ", expected a match such as 'tcp dport 25' or a statement such as 'accept'" :
                ", which fits nothing here");
        }
        if (NftLexer.WORD == found.getType())
        {
            final List<String> words = new ArrayList<>();
            expected.forEach((word) -> words.add(word.replace("'", "")));
            final String nearest = Spelling.didYouMean(found.getText(), words);
            message.append(nearest.isEmpty() ? Spelling.didYouMean(found.getText(), keywords()) : nearest);
        }
        return message.toString();
    }

    private static IntervalSet names()
    {
        final ATN grammar = NftParser._ATN;
        return grammar.nextTokens(grammar.ruleToStartState[NftParser.RULE_name]);
    }

    private static boolean isRuleStart(final Parser parser)
    {
        return parser.getContext() instanceof NftParser.ChainContext ||
            parser.getContext() instanceof NftParser.ChainItemContext || isInRule(parser.getContext());
    }

    private static List<String> expected(final Parser parser, final RecognitionException exception)
    {
        final List<String> expected = new ArrayList<>();
        final IntervalSet tokens = exception.getExpectedTokens();
        boolean isName = false;
        for (final int type : null == tokens ? List.<Integer>of() : tokens.toList())
        {
            isName |= NftLexer.WORD == type;
        }
        for (final int type : null == tokens ? List.<Integer>of() : tokens.toList())
        {
            final String described = describe(type, isName);
            if (!described.isEmpty() && !expected.contains(described))
            {
                expected.add(described);
            }
        }
        return expected;
    }

    private static String describe(final int type, final boolean isName)
    {
        return switch (type)
        {
            case Token.EOF -> "end of file";
            case NftLexer.NEWLINE -> "end of line";
            case NftLexer.WORD -> "a name";
            case NftLexer.STRING -> "text in double quotes";
            case NftLexer.NUMBER -> "a number";
            case NftLexer.DOTTED -> "an IPv4 address";
            case NftLexer.COLONS -> "an IPv6 or MAC address";
            case NftLexer.VARIABLE -> "a '$name'";
            case NftLexer.SET_NAME -> "a '@set'";
            case NftLexer.DURATION -> "a length of time";
            default -> isName && NAMES.contains(type) ? "" : NftLexer.VOCABULARY.getLiteralName(type);
        };
    }

    private static String joined(final List<String> words)
    {
        return 1 == words.size() ? words.getFirst() :
            String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private static List<String> keywords()
    {
        final List<String> keywords = new ArrayList<>();
        for (int type = 1; type <= NftLexer.VOCABULARY.getMaxTokenType(); type++)
        {
            final String literal = NftLexer.VOCABULARY.getLiteralName(type);
            if (null != literal && Character.isLetter(literal.charAt(1)))
            {
                keywords.add(literal.substring(1, literal.length() - 1));
            }
        }
        return keywords;
    }
}
