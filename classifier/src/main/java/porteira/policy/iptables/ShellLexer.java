package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a file into commands and these into words, as a POSIX shell does (XCU 2.2, 2.3, 2.6.2) as far as quotes,
 * backslashes, comments and simple variables go. Lines of iptables-save have quotes but no variables.
 */
final class ShellLexer
{
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=.*", Pattern.DOTALL);
    private static final Pattern V4_PROGRAM = Pattern.compile("(?i)ipt(ables)?(_?(v?4))?|ip4t(ables)?");
    private static final Pattern V6_PROGRAM = Pattern.compile("(?i)ipt(ables)?_?v?6|ip6t(ables)?");
    private static final char END = '\0';

    private final String text;
    private final String file;
    private final RuleProblems problems;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int position;
    private int line = 1;
    private int column = 1;

    private final List<Word> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private Word start;
    private boolean isQuoted;
    private boolean isSaved;
    private boolean isAssigning;

    ShellLexer(final String text, final String file, final RuleProblems problems)
    {
        this.text = text.replace(END, '\ufffd');
        this.file = file;
        this.problems = problems;
    }

    /** Words of the next command, at least one; null behind the last. */
    List<Word> next()
    {
        do
        {
            words.clear();
            isAssigning = true;
            skipSpace(true);
            if (END == peek())
            {
                return null;
            }
            isSaved = isSavedLine();
            command();
            endWord();
        }
        while (words.isEmpty());
        return List.copyOf(words);
    }

    /** True if the last command is a line as iptables-save writes it: no program, no variables. */
    boolean isSaved()
    {
        return isSaved;
    }

    /** Remember {@code NAME=value}; false if the word is none. */
    boolean assign(final Word assignment)
    {
        final Matcher matcher = ASSIGNMENT.matcher(assignment.text());
        if (!matcher.matches())
        {
            return false;
        }
        variables.put(matcher.group(1), assignment.text().substring(matcher.end(1) + 1));
        return true;
    }

    private boolean isSavedLine()
    {
        final char first = peek();
        final char second = position + 1 < text.length() ? text.charAt(position + 1) : ' ';
        return '*' == first || '[' == first && Character.isDigit(second) ||
            ':' == first && !Character.isWhitespace(second) || 0 <= Dashes.ANY.indexOf(first) ||
            text.startsWith("COMMIT", position);
    }

    private void command()
    {
        while (true)
        {
            final char next = peek();
            switch (next)
            {
                case END ->
                {
                    return;
                }
                case '\n' ->
                {
                    advance();
                    return;
                }
                case ' ', '\t', '\r' ->
                {
                    endWord();
                    advance();
                }
                case '\\' -> backslash();
                case '"' -> doubleQuoted();
                case '\'' -> singleQuoted();
                default ->
                {
                    if (!isSaved && isShell(next))
                    {
                        if (shell(next))
                        {
                            return;
                        }
                    }
                    else
                    {
                        append(advance());
                    }
                }
            }
        }
    }

    private boolean isShell(final char next)
    {
        return 0 <= ";&|<>$`".indexOf(next) || '#' == next && null == start;
    }

    /** A character that means something to a shell; true if it ends the command. */
    private boolean shell(final char next)
    {
        switch (next)
        {
            case '#' -> skipLine();
            case '$' -> variable(false);
            case '`' -> substitution();
            case '<', '>' -> redirection();
            case '|' ->
            {
                alternative();
                return true;
            }
            default ->
            {
                advance();
                return true;
            }
        }
        return false;
    }

    /** What stands behind {@code ||} runs only if the command fails: it takes no part. A pipe is refused. */
    private void alternative()
    {
        final Word at = here();
        endWord();
        advance();
        if ('|' != peek())
        {
            problems.report(at, "'|' is not followed: rules are read from the file alone");
        }
        while (END != peek() && '\n' != peek() && ';' != peek())
        {
            advance();
        }
    }

    /** Where output goes is no part of a rule. */
    private void redirection()
    {
        if (null != start && word.chars().allMatch(Character::isDigit))
        {
            start = null;
            word.setLength(0);
        }
        endWord();
        final boolean isInput = '<' == peek();
        final Word at = here();
        while (0 <= "<>&".indexOf(peek()) && END != peek())
        {
            advance();
        }
        skipSpace(false);
        while (END != peek() && !Character.isWhitespace(peek()) && ';' != peek())
        {
            advance();
        }
        if (isInput)
        {
            problems.report(at, "'<' is not followed: rules are read from the file alone");
        }
    }

    private void backslash()
    {
        final Word at = here();
        advance();
        if ('\r' == peek() && position + 1 < text.length() && '\n' == text.charAt(position + 1))
        {
            advance();
        }
        if ('\n' == peek())
        {
            advance();
        }
        else if (END != peek())
        {
            begin(at);
            isQuoted = true;
            word.append(advance());
        }
    }

    private void singleQuoted()
    {
        final Word at = here();
        if (isSaved)
        {
            append(advance());
            return;
        }
        begin(at);
        isQuoted = true;
        advance();
        while (END != peek() && '\'' != peek())
        {
            word.append(advance());
        }
        close(at, "single");
    }

    private void doubleQuoted()
    {
        final Word at = here();
        begin(at);
        isQuoted = true;
        advance();
        while (END != peek() && '"' != peek())
        {
            final char next = peek();
            if ('\\' == next)
            {
                advance();
                final boolean isEscape = isSaved || 0 <= "$`\"\\\n".indexOf(peek());
                if (!isEscape)
                {
                    word.append('\\');
                }
                else if ('\n' == peek())
                {
                    advance();
                }
                else if (END != peek())
                {
                    word.append(advance());
                }
            }
            else if ('$' == next && !isSaved)
            {
                variable(true);
            }
            else if ('`' == next && !isSaved)
            {
                substitution();
            }
            else
            {
                word.append(advance());
            }
        }
        close(at, "double");
    }

    private void close(final Word at, final String kind)
    {
        if (END == peek())
        {
            problems.report(at, kind + " quote is not closed");
        }
        else
        {
            advance();
        }
    }

    private void variable(final boolean inQuotes)
    {
        final Word at = here();
        advance();
        final boolean isBraced = '{' == peek();
        if ('(' == peek())
        {
            substitution();
            return;
        }
        if (isBraced)
        {
            advance();
        }
        final int from = position;
        while (Character.isLetterOrDigit(peek()) || '_' == peek())
        {
            advance();
        }
        final String name = text.substring(from, position);
        if (name.isEmpty() || isBraced && '}' != peek())
        {
            problems.report(at, "of variables only $NAME and ${NAME} are read");
            begin(at);
            return;
        }
        if (isBraced)
        {
            advance();
        }
        expand(at, name, inQuotes);
    }

    private void expand(final Word at, final String name, final boolean inQuotes)
    {
        final String value = value(at, name);
        for (int i = 0; i < value.length(); i++)
        {
            if (!inQuotes && !isAssigned() && Character.isWhitespace(value.charAt(i)))
            {
                endWord();
            }
            else
            {
                begin(at);
                word.append(value.charAt(i));
            }
        }
    }

    private String value(final Word at, final String name)
    {
        final String known = variables.get(name);
        if (null != known)
        {
            return known;
        }
        if (words.isEmpty() && V4_PROGRAM.matcher(name).matches())
        {
            return Family.IPV4.program();
        }
        if (words.isEmpty() && V6_PROGRAM.matcher(name).matches())
        {
            return Family.IPV6.program();
        }
        problems.report(at, "variable '$" + name + "' is not set in this file" +
            Spelling.didYouMean(name, variables.keySet()));
        begin(at);
        return "";
    }

    private boolean isAssigned()
    {
        return isAssigning && ASSIGNMENT.matcher(word).matches();
    }

    private void substitution()
    {
        problems.report(here(), "the output of a command is not followed; write the value");
        begin(here());
        final char open = advance();
        final char close = '(' == open ? ')' : open;
        while (END != peek() && '\n' != peek() && close != peek())
        {
            advance();
        }
        if (close == peek())
        {
            advance();
        }
    }

    private void append(final char next)
    {
        if (null == start)
        {
            start = new Word("", false, file, line, column - 1);
        }
        word.append(next);
    }

    private void begin(final Word at)
    {
        start = null == start ? at : start;
    }

    private void endWord()
    {
        if (null != start)
        {
            words.add(new Word(word.toString(), isQuoted, file, start.line(), start.column()));
            isAssigning = isAssigning && ("export".contentEquals(word) || "readonly".contentEquals(word) ||
                ASSIGNMENT.matcher(word).matches());
        }
        start = null;
        isQuoted = false;
        word.setLength(0);
    }

    private void skipSpace(final boolean isLines)
    {
        while (' ' == peek() || '\t' == peek() || isLines && ('\r' == peek() || '\n' == peek() || '#' == peek()))
        {
            if ('#' == peek())
            {
                skipLine();
            }
            else
            {
                advance();
            }
        }
    }

    private void skipLine()
    {
        while (END != peek() && '\n' != peek())
        {
            advance();
        }
    }

    private Word here()
    {
        return new Word("", false, file, line, column);
    }

    private char peek()
    {
        return position < text.length() ? text.charAt(position) : END;
    }

    private char advance()
    {
        final char next = text.charAt(position++);
        if ('\n' == next)
        {
            line++;
            column = 1;
        }
        else
        {
            column++;
        }
        return next;
    }
}
