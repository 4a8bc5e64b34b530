package porteira.tree;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A frame cut short, with something cut out, or with bytes of it at zero. */
final class SmallerFrame
{
    /** Lengths of headers that stand before other headers. */
    private static final int[] HEADERS = { 48, 40, 28, 20, 8, 4 };

    private SmallerFrame()
    {
    }

    /** What leaves out most comes first. */
    static Stream<byte[]> of(final byte[] frame)
    {
        final Stream<byte[]> cut = IntStream.iterate(frame.length, (less) -> 0 < less, (less) -> less / 2)
            .mapToObj((less) -> Arrays.copyOf(frame, frame.length - less));
        final Stream<byte[]> opened = Arrays.stream(HEADERS).filter((header) -> header < frame.length).boxed()
            .flatMap((header) -> IntStream.rangeClosed(0, frame.length - header)
            .mapToObj((start) -> without(frame, start, header)));
        final Stream<byte[]> zeroed = Shrinker.runs(frame.length)
            .filter((run) -> IntStream.range(run[0], run[1]).anyMatch((index) -> 0 != frame[index]))
            .map((run) ->
            {
                final byte[] changed = frame.clone();
                Arrays.fill(changed, run[0], run[1], (byte)0);
                return changed;
            });
        return Stream.of(cut, opened, zeroed).flatMap((some) -> some);
    }

    private static byte[] without(final byte[] frame, final int start, final int length)
    {
        final byte[] rest = Arrays.copyOf(frame, frame.length - length);
        System.arraycopy(frame, start + length, rest, start, rest.length - start);
        return rest;
    }
}
