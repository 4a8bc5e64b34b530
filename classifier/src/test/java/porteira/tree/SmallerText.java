package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A policy's text with something left out; readers refuse what is no policy any more. */
final class SmallerText
{
    private SmallerText()
    {
    }

    /** Without blocks, lines, words. */
    static Stream<String> of(final String text)
    {
        final List<String> lines = text.lines().toList();
        final Stream<List<String>> shorter = IntStream.range(0, lines.size()).boxed().flatMap((number) ->
            shorter(List.of(lines.get(number).trim().split("\\s+|(?=,)"))).map((words) ->
            {
                final List<String> changed = new ArrayList<>(lines);
                changed.set(number, String.join(" ", words));
                return changed;
            }));
        return Stream.of(blocks(lines), Shrinker.without(lines), shorter).flatMap((some) -> some)
            .map((left) -> String.join("\n", left) + "\n");
    }

    /** A line without some words, or without the braces around a value. */
    private static Stream<List<String>> shorter(final List<String> words)
    {
        final List<String> bare = words.stream().filter((word) -> !"{".equals(word) && !"}".equals(word)).toList();
        return bare.size() + 2 == words.size() ? Stream.concat(Shrinker.without(words), Stream.of(bare)) :
            Shrinker.without(words);
    }

    /** Less one of the blocks that begin where a line ends in a brace. */
    private static Stream<List<String>> blocks(final List<String> lines)
    {
        return IntStream.range(0, lines.size()).filter((number) -> lines.get(number).endsWith("{"))
            .mapToObj((first) ->
            {
                int depth = 0;
                int end = first;
                do
                {
                    depth += (int)(count(lines.get(end), '{') - count(lines.get(end), '}'));
                    end++;
                }
                while (0 < depth && end < lines.size());
                final List<String> left = new ArrayList<>(lines.subList(0, first));
                left.addAll(lines.subList(end, lines.size()));
                return left;
            });
    }

    private static long count(final String line, final char wanted)
    {
        return line.chars().filter((character) -> wanted == character).count();
    }
}
