package porteira.bench.run;

import java.util.List;

/**
 * One line of a report.
 *
 * @param name  what was measured
 * @param unit  of value and rounds
 * @param value median of the rounds
 * @param rounds one value each
 * @param peer  name of the figure that ratio refers to, or null
 * @param ratio value divided by the peer's, NaN without one
 * @param goal  null where none was set
 * @param note  how it was measured, or empty
 * @param isOurs false for peers and references
 */
public record Figure(
    String name, String unit, double value, List<Double> rounds, String peer, double ratio, Goal goal, String note,
    boolean isOurs)
{
    /** A figure that others are compared with. */
    public static Figure of(final String name, final String unit, final Samples samples, final String note)
    {
        return new Figure(name, unit, samples.median(), samples.values(), null, Double.NaN, null, note, true);
    }

    /** The same, to be judged by its own value. */
    public static Figure of(
        final String name, final String unit, final Samples samples, final Goal goal, final String note)
    {
        return new Figure(name, unit, samples.median(), samples.values(), null, Double.NaN, goal, note, true);
    }

    /** A figure beside its peer. */
    public static Figure beside(
        final Figure peer, final String name, final Samples samples, final Goal goal, final String note)
    {
        final double value = samples.median();
        return new Figure(
            name, peer.unit, value, samples.values(), peer.name, value / peer.value, goal, note, true);
    }

    /** As {@link #beside}, the ratio being the median of each round's own. Both have the same number of rounds. */
    public static Figure besideByRound(
        final Figure peer, final String name, final Samples samples, final Goal goal, final String note)
    {
        final Samples ratios = new Samples();
        for (int i = 0; i < peer.rounds.size(); i++)
        {
            ratios.add(samples.values().get(i) / peer.rounds.get(i));
        }
        return new Figure(
            name, peer.unit, samples.median(), samples.values(), peer.name, ratios.median(), goal, note, true);
    }

    /** The same as what a peer or a reference reached. */
    public Figure ofOthers()
    {
        return new Figure(name, unit, value, rounds, peer, ratio, goal, note, false);
    }

    /** True if it has no goal or reaches it. */
    public boolean isReached()
    {
        return null == goal || goal.isReached(value, ratio);
    }
}
