package porteira.policy.nft;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;
import porteira.problem.Spelling;

/** Lengths of time as nft writes them: {@code 1d2h3m4s5ms}, or a number of seconds; and units of rates. */
final class TimeText
{
    static final long NS_PER_SECOND = 1_000_000_000L;

    /** nft's limit, in the kernel's jiffies of a hundredth of a second at worst. */
    private static final long MAX_MS = 1L << 40;
    private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|[dhms])");
    private static final Map<String, Long> MS =
        Map.of("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);
    private static final Map<String, Long> UNITS = Map.of(
        "second", 1L, "minute", 60L, "hour", 3_600L, "day", 86_400L, "week", 604_800L);

    private TimeText()
    {
    }

    /** Milliseconds, above 0; 0 where a problem was reported. */
    static long milliseconds(final NftParser.TimeContext context, final SourceProblems problems)
    {
        final Token at = context.getStart();
        final long ms = milliseconds(at.getText());
        if (0 >= ms)
        {
            problems.report(at, "found '" + at.getText() + "', expected a length of time such as '1h30m'");
        }
        return Math.max(0, ms);
    }

    /** Milliseconds; -1 where the text is no length of time or too long. */
    static long milliseconds(final String text)
    {
        if (text.matches("\\d{1,9}"))
        {
            return 1_000L * Long.parseLong(text);
        }
        long ms = 0;
        int end = 0;
        final Matcher parts = PART.matcher(text);
        while (parts.find() && parts.start() == end)
        {
            final long amount = Long.parseLong(parts.group(1));
            ms += amount <= MAX_MS / MS.get(parts.group(2)) ? amount * MS.get(parts.group(2)) : MAX_MS + 1;
            end = parts.end();
        }
        return end == text.length() && 0 < end && MAX_MS >= ms ? ms : -1;
    }

    /** Nanoseconds of the unit behind a rate's slash; those of a second where a problem was reported. */
    static long period(final NftParser.UnitContext unit, final SourceProblems problems)
    {
        final Long seconds = UNITS.get(unit.getText());
        if (null == seconds)
        {
            problems.report(unit.getStart(), "found '" + unit.getText() +
                "', expected 'second', 'minute', 'hour', 'day' or 'week'" +
                Spelling.didYouMean(unit.getText(), UNITS.keySet()));
        }
        return NS_PER_SECOND * (null == seconds ? 1 : seconds);
    }
}
