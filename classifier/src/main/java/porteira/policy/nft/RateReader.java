package porteira.policy.nft;

import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import porteira.policy.Question;
import porteira.problem.Spelling;

/** {@code rate over 10 mbytes/second burst 5 mbytes}, {@code count over 20}, {@code fanout over 30/minute}. */
final class RateReader
{
    /** The kernel's {@code NFT_LIMIT_PKT_BURST_DEFAULT}. */
    private static final long DEFAULT_BURST = 5;
    private static final long MAX = 1L << 40;
    private static final Map<String, Long> BYTES = Map.of("bytes", 1L, "kbytes", 1L << 10, "mbytes", 1L << 20);

    private final SourceProblems problems;

    RateReader(final SourceProblems problems)
    {
        this.problems = problems;
    }

    Question.Rate rate(final NftParser.LimitRateContext context)
    {
        final boolean isBytes = null != context.amount;
        final long factor = isBytes ? factor(context.amount) : 1;
        final long amount = factor * number(context.NUMBER(0).getSymbol(), 1);
        long burst = isBytes ? 0 : DEFAULT_BURST;
        if (null != context.what)
        {
            final boolean isPackets = "packets".equals(context.what.getText());
            if (isPackets == isBytes)
            {
                problems.report(context.what.getStart(), "a rate in " + (isBytes ? "bytes" : "packets") +
                    " has a burst in " + (isBytes ? "bytes" : "packets"));
            }
            burst = number(context.NUMBER(1).getSymbol(), isBytes ? 0 : 1) *
                (isPackets || isPackets == isBytes ? 1 : factor(context.what));
        }
        return new Question.Rate(
            amount, TimeText.period(context.unit(), problems), burst, isBytes, null != context.OVER());
    }

    Question.Connections connections(final Token count, final boolean over)
    {
        return new Question.Connections(number(count, 0), over);
    }

    Question.Fanout fanout(final Token amount, final NftParser.UnitContext unit)
    {
        final long destinations = number(amount, 1);
        if (Question.Fanout.MAX_AMOUNT < destinations)
        {
            problems.report(amount, "fanout is too large: found " + destinations + ", limit " +
                Question.Fanout.MAX_AMOUNT);
        }
        return new Question.Fanout(destinations, TimeText.period(unit, problems));
    }

    private long factor(final NftParser.NameContext unit)
    {
        final Long factor = BYTES.get(unit.getText());
        if (null == factor)
        {
            problems.report(unit.getStart(), "found '" + unit.getText() + "', expected 'bytes', 'kbytes' or 'mbytes'" +
                Spelling.didYouMean(unit.getText(), List.of("bytes", "kbytes", "mbytes")));
        }
        return null == factor ? 1 : factor;
    }

    private long number(final Token token, final long least)
    {
        final String text = token.getText();
        final long value = text.matches("\\d{1,12}") ? Long.parseLong(text) : -1;
        if (least > value || MAX < value)
        {
            problems.report(token, "found '" + text + "', expected a number from " + least + " to " + MAX);
            return Math.max(1, least);
        }
        return value;
    }
}
