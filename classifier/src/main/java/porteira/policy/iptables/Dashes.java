package porteira.policy.iptables;

/** The dashes that word processors and web pages put where a command had {@code -} or {@code --}. */
final class Dashes
{
    /** Hyphen-minus, hyphens, figure, en and em dash, horizontal bar, minus. */
    static final String ANY = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212";

    private Dashes()
    {
    }

    /** Number of dashes, typographic or not, that a word starts with. */
    static int count(final String word)
    {
        int count = 0;
        while (count < word.length() && 0 <= ANY.indexOf(word.charAt(count)))
        {
            count++;
        }
        return count;
    }

    /** True if one of the dashes that a word starts with is not {@code -}. */
    static boolean isTypographic(final String word)
    {
        return word.substring(0, count(word)).chars().anyMatch((dash) -> '-' != dash);
    }

    /** As it should have been typed: two dashes in front of a name, one in front of a letter. */
    static String straight(final String word)
    {
        final String name = word.substring(count(word));
        return (1 < name.length() ? "--" : "-") + name;
    }
}
