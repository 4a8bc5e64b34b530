package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The target of one rule. */
final class TargetReader
{
    /** Targets that a policy can express. */
    static final List<String> KNOWN = List.of("ACCEPT", "DROP", "RETURN", "LOG");

    private static final Set<String> BUILT_IN = Set.of("INPUT", "FORWARD", "OUTPUT");

    /** As iptables has it; nft takes longer ones. */
    private static final int MAX_LOG_PREFIX = 29;

    /** nft's names by syslog number, and iptables' further names for some. */
    private static final List<String> LEVELS =
        List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");
    private static final List<String> OTHER_LEVELS =
        List.of("panic", "", "", "error", "warning", "", "", "");
    private static final int DEFAULT_LEVEL = 4;

    private final RuleProblems problems;
    private final Set<String> chains;
    private Target target = Target.NONE;
    private String targetName = "";
    private boolean isRefused;
    private Word logOption;
    private String prefix = "";
    private int level = DEFAULT_LEVEL;

    TargetReader(final RuleProblems problems, final Set<String> chains)
    {
        this.problems = problems;
        this.chains = chains;
    }

    /** True if options that follow belong to a target that is refused. */
    boolean isRefused()
    {
        return isRefused;
    }

    void read(final Argument argument)
    {
        switch (argument.option())
        {
            case JUMP -> jump(argument);
            case GOTO -> chain(argument, Target.Kind.GOTO);
            case LOG_PREFIX -> prefix(argument);
            default -> level(argument);
        }
    }

    /** What was read. */
    Target target()
    {
        if (null != logOption && !"LOG".equals(targetName))
        {
            problems.report(logOption, "'" + logOption.text() + "' needs '-j LOG'");
        }
        return "LOG".equals(targetName) ? new Target(Target.Kind.STATEMENT, log()) : target;
    }

    private void jump(final Argument argument)
    {
        final String name = argument.value().text();
        if (!targetName.isEmpty())
        {
            problems.report(argument.at(), "a rule has one target, '" + targetName + "' stands already");
        }
        targetName = name;
        switch (name)
        {
            case "ACCEPT" -> target = new Target(Target.Kind.STATEMENT, "accept");
            case "DROP" -> target = new Target(Target.Kind.STATEMENT, "drop");
            case "RETURN" -> target = new Target(Target.Kind.RETURN, "");
            case "LOG" -> target = Target.NONE;
            default -> chain(argument, Target.Kind.CHAIN);
        }
    }

    private void chain(final Argument argument, final Target.Kind kind)
    {
        final Word word = argument.value();
        final String refusal = Refusals.target(word.text());
        if (null != refusal)
        {
            isRefused = true;
            problems.report(word, refusal);
        }
        else if (!chains.contains(word.text()) || BUILT_IN.contains(word.text()))
        {
            isRefused = true;
            problems.report(word, "found '" + word.text() + "', expected a target or a chain made with '-N' before" +
                hint(word.text()));
        }
        target = new Target(kind, word.text());
        targetName = word.text();
    }

    private String hint(final String name)
    {
        final Set<String> known = new HashSet<>(chains);
        known.removeAll(BUILT_IN);
        known.addAll(KNOWN);
        known.addAll(Refusals.targets());
        final String upper = name.toUpperCase(Locale.ROOT);
        return known.contains(upper) ? ", did you mean '" + upper + "'?" : Spelling.didYouMean(name, known);
    }

    private void prefix(final Argument argument)
    {
        final String text = argument.value().text();
        logOption = argument.at();
        prefix = text;
        if (MAX_LOG_PREFIX < text.length())
        {
            problems.report(argument.value(),
                "log prefix is too long: length=" + text.length() + ", limit=" + MAX_LOG_PREFIX);
        }
        if (text.matches("(?s).*[\"\\p{Cntrl}].*"))
        {
            problems.report(argument.value(), "a log prefix can hold neither double quotes nor line breaks");
        }
    }

    private void level(final Argument argument)
    {
        final String text = argument.value().text();
        logOption = argument.at();
        if (text.matches("[0-7]"))
        {
            level = Integer.parseInt(text);
            return;
        }
        level = Math.max(LEVELS.indexOf(text), text.isEmpty() ? -1 : OTHER_LEVELS.indexOf(text));
        if (0 > level)
        {
            problems.report(argument.value(), "found '" + text + "', expected a log level (" +
                String.join(", ", LEVELS) + " or 0 to 7)" + Spelling.didYouMean(text, LEVELS));
        }
    }

    private String log()
    {
        return "log" + (prefix.isEmpty() ? "" : " prefix \"" + prefix + "\"") +
            (DEFAULT_LEVEL == level || 0 > level ? "" : " level " + LEVELS.get(level));
    }
}
