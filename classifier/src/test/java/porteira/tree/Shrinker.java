package porteira.tree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes what shows a fault as small as it can be while it shows it: one thing less at a time, for a limited time. */
final class Shrinker
{
    /** Runs of so many are left out wherever they stand; longer ones where halving a list puts them. */
    private static final int SHORT_RUN = 6;

    private final long deadline;

    Shrinker(final long limitMs)
    {
        deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    }

    /**
     * The smallest that was found.
     *
     * @param start   shows the fault
     * @param smaller candidates in place of one that shows it, those that leave out most first
     * @param isFault true if it is still shown
     */
    <T> T shrink(final T start, final Function<T, Stream<T>> smaller, final Predicate<T> isFault)
    {
        T smallest = start;
        Iterator<T> candidates = smaller.apply(smallest).iterator();
        while (candidates.hasNext() && System.nanoTime() < deadline)
        {
            final T candidate = candidates.next();
            if (isFault.test(candidate))
            {
                smallest = candidate;
                candidates = smaller.apply(smallest).iterator();
            }
        }
        return smallest;
    }

    /** The list less one run of its elements, long runs first. */
    static <E> Stream<List<E>> without(final List<E> all)
    {
        return runs(all.size()).map((run) ->
        {
            final List<E> fewer = new ArrayList<>(all.subList(0, run[0]));
            fewer.addAll(all.subList(run[1], all.size()));
            return fewer;
        });
    }

    /** Starts and ends of runs in a list of so many, long ones first. */
    static Stream<int[]> runs(final int size)
    {
        final Stream<int[]> longer = Stream.iterate(size, (run) -> SHORT_RUN < run, (run) -> run / 2).flatMap((run) ->
            IntStream.iterate(0, (start) -> start < size, (start) -> start + run)
            .mapToObj((start) -> new int[]{ start, Math.min(size, start + run) }));
        final Stream<int[]> shorter = IntStream.iterate(Math.min(size, SHORT_RUN), (run) -> 0 < run, (run) -> run - 1)
            .boxed().flatMap((run) -> IntStream.rangeClosed(0, size - run)
            .mapToObj((start) -> new int[]{ start, start + run }));
        return Stream.concat(longer, shorter);
    }
}
