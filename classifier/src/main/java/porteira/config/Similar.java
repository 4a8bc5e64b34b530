package porteira.config;

import java.util.Collection;

/** Finds what a misspelt word was meant to be. */
final class Similar
{
    private Similar()
    {
    }

    /**
     * Text to put behind an error, with leading space: {@code " (did you mean count?)"}, or all candidates where none
     * is near.
     */
    static String hint(final String word, final Collection<String> candidates)
    {
        String best = null;
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        for (final String candidate : candidates)
        {
            final int distance = distance(word, candidate);
            if (distance < bestDistance)
            {
                best = candidate;
                bestDistance = distance;
            }
        }
        return null != best ?
            " (did you mean " + best + "?)" :
            " (known: " + String.join(", ", candidates) + ")";
    }

    /** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
    static int distance(final String a, final String b)
    {
        final int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++)
        {
            for (int j = 0; j <= b.length(); j++)
            {
                cost[i][j] = 0 == i || 0 == j ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(final int[][] cost, final String a, final String b, final int i, final int j)
    {
        final int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        final int least = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        final boolean swapped = i > 1 && j > 1 &&
            a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
