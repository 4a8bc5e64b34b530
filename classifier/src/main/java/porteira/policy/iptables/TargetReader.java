package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The target of one rule. */
final class TargetReader
{
    /** Targets that a policy can express. */
    static final List<String> KNOWN = List.of(
        "ACCEPT", "DROP", "RETURN", "LOG", "REJECT", "DNAT", "SNAT", "MASQUERADE", "REDIRECT");

    /** As iptables has it; nft takes longer ones. */
    private static final int MAX_LOG_PREFIX = 29;

    /** nft's names by syslog number, and iptables' further names for some. */
    private static final List<String> LEVELS =
        List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");
    private static final List<String> OTHER_LEVELS =
        List.of("panic", "", "", "error", "warning", "", "", "");
    private static final int DEFAULT_LEVEL = 4;

    private final RuleProblems problems;
    private final Place place;
    private final NatReader nat;
    private final List<Note> notes = new ArrayList<>();
    private Target target = Target.NONE;
    private Word name;
    private boolean isRefused;
    private Word logOption;
    private Argument answer;
    private String prefix = "";
    private int level = DEFAULT_LEVEL;

    TargetReader(final RuleProblems problems, final Place place)
    {
        this.problems = problems;
        this.place = place;
        this.nat = new NatReader(problems, place);
    }

    /** True if options that follow belong to a target that is refused. */
    boolean isRefused()
    {
        return isRefused;
    }

    /** What is printed with the rule; to be asked for behind {@link #target}. */
    List<Note> notes()
    {
        return notes;
    }

    void read(final Argument argument)
    {
        switch (argument.option())
        {
            case JUMP -> jump(argument);
            case GOTO -> chain(argument, Target.Kind.GOTO);
            case LOG_PREFIX -> prefix(argument);
            case LOG_LEVEL -> level(argument);
            case REJECT_WITH -> answer = argument;
            case LOG_USER -> log(argument, Refusals.OWNER);
            case LOG_SEQUENCE, LOG_TCP_OPTIONS, LOG_IP_OPTIONS, LOG_MAC ->
                log(argument, "an event holds the first bytes of the frame anyway");
            default -> nat.take(argument);
        }
    }

    /**
     * What was read.
     *
     * @param isTcp    true if the rule is about TCP
     * @param hasPorts true if it is about TCP or UDP
     */
    Target target(final boolean isTcp, final boolean hasPorts)
    {
        final String word = null == name ? "" : name.text();
        if (null != logOption && !"LOG".equals(word))
        {
            problems.report(logOption, "'" + logOption.text() + "' needs '-j LOG'");
        }
        if (null != answer && !"REJECT".equals(word))
        {
            problems.report(answer.at(), "'" + answer.at().text() + "' needs '-j REJECT'");
        }
        nat.checkOptions(word);
        if (NatReader.targets().contains(word))
        {
            note(nat.note());
            note("REDIRECT".equals(word) ? "'REDIRECT' keeps the address here: nothing on a bridge has one of its " +
                "own" : "");
            return new Target(Target.Kind.VERDICT, nat.statement(name, hasPorts));
        }
        return switch (word)
        {
            case "LOG" -> new Target(Target.Kind.STATEMENT, log());
            case "REJECT" -> new Target(Target.Kind.VERDICT,
                "reject" + Rejections.with(answer, place.family(), isTcp, problems));
            default -> target;
        };
    }

    private void note(final String text)
    {
        if (!text.isEmpty())
        {
            notes.add(new Note(name, text));
        }
    }

    private void jump(final Argument argument)
    {
        final Word word = argument.value();
        if (null != name)
        {
            problems.report(argument.at(), "a rule has one target, '" + name.text() + "' stands already");
        }
        name = word;
        if (Table.NAT == place.table() && List.of("DROP", "REJECT").contains(word.text()))
        {
            problems.report(word, "target '" + word.text() + "' can not stand in table 'nat'");
        }
        switch (word.text())
        {
            case "ACCEPT" -> target = new Target(Target.Kind.ACCEPT, "accept");
            case "DROP" -> target = new Target(Target.Kind.VERDICT, "drop");
            case "RETURN" -> target = new Target(Target.Kind.RETURN, "");
            case "LOG", "REJECT", "DNAT", "SNAT", "MASQUERADE", "REDIRECT" -> target = Target.NONE;
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
        else if (!place.chains().contains(word.text()) || place.table().chains().contains(word.text()))
        {
            isRefused = true;
            problems.report(word, "found '" + word.text() + "', expected a target or a chain made with '-N' before" +
                hint(word.text()));
        }
        target = new Target(kind, word.text());
        name = word;
    }

    private String hint(final String found)
    {
        final Set<String> known = new HashSet<>(place.chains());
        known.removeAll(place.table().chains());
        known.addAll(KNOWN);
        known.addAll(Refusals.targets());
        final String upper = found.toUpperCase(Locale.ROOT);
        return known.contains(upper) ? ", did you mean '" + upper + "'?" : Spelling.didYouMean(found, known);
    }

    private void log(final Argument argument, final String reason)
    {
        logOption = argument.at();
        notes.add(new Note(argument.at(), "'" + argument.at().text() + "' changes nothing: " + reason));
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
