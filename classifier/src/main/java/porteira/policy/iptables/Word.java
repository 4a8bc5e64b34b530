package porteira.policy.iptables;

/**
 * One argument of a command, quotes and variables resolved, and where it stands.
 *
 * @param text   what the program would be given
 * @param quoted true if any part of it stood in quotes: a value even where it looks like an option
 * @param file   as the operator named it
 * @param line   1-based
 * @param column 1-based
 */
record Word(String text, boolean quoted, String file, int line, int column)
{
    Word withText(final String other)
    {
        return new Word(other, quoted, file, line, column);
    }

    /** The place of one of its characters, counted from 0. */
    Word at(final int character)
    {
        return new Word(text, quoted, file, line, column + character + (quoted ? 1 : 0));
    }

    boolean isNegation()
    {
        return "!".equals(text);
    }

    boolean isOption()
    {
        return 1 < text.length() && 0 <= Dashes.ANY.indexOf(text.charAt(0));
    }
}
