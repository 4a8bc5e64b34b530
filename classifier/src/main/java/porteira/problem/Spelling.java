package porteira.problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a misspelt word was meant to be. */
public final class Spelling
{
    private Spelling()
    {
    }

    /** {@code ", did you mean 'x'?"} or nothing. */
    public static String didYouMean(final String word, final Collection<String> candidates)
    {
        final String nearest = nearest(word, candidates);
        return null == nearest ? "" : ", did you mean '" + nearest + "'?";
    }

    /** As {@link #didYouMean}, or all candidates where none is near. */
    public static String didYouMeanOrKnown(final String word, final Collection<String> candidates)
    {
        final String nearest = didYouMean(word, candidates);
        return nearest.isEmpty() ? ", known: " + String.join(", ", candidates) : nearest;
    }

    /** Of equally near words one with the same initial, then the first by the alphabet. */
    private static String nearest(final String word, final Collection<String> candidates)
    {
        final List<String> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator
            .comparing((String candidate) -> word.isEmpty() || candidate.indexOf(word.charAt(0)) != 0)
            .thenComparing(Comparator.naturalOrder()));
        String best = null;
        int bestDistance = 4 > word.length() ? 2 : 3;
        for (final String candidate : sorted)
        {
            if (Math.abs(candidate.length() - word.length()) < bestDistance)
            {
                final int distance = distance(word, candidate);
                if (distance < bestDistance && distance < candidate.length())
                {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return best;
    }

    /** Edits between two words, a swap of neighbours being one (optimal string alignment). */
    static int distance(final String a, final String b)
    {
        final int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++)
        {
            for (int j = 0; j <= b.length(); j++)
            {
                if (0 == i || 0 == j)
                {
                    cost[i][j] = i + j;
                    continue;
                }
                final int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(
                    Math.min(cost[i - 1][j], cost[i][j - 1]) + 1,
                    cost[i - 1][j - 1] + change);
                if (1 < i && 1 < j && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
