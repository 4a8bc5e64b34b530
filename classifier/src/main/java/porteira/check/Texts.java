package porteira.check;

import java.util.List;

/** Words for remarks. */
final class Texts
{
    private static final int SHORT = 60;

    private Texts()
    {
    }

    /** At most about a line. */
    static String shortened(final String text)
    {
        return SHORT >= text.length() ? text : text.substring(0, SHORT - 1) + "…";
    }

    /** {@code a, b and c}. */
    static String listed(final List<String> words)
    {
        return 1 == words.size() ? words.getFirst() :
            String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}
