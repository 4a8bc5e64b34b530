package porteira.set;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import porteira.Needed;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.KeyType;
import porteira.policy.UInt128;
import porteira.problem.Problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** Real prefixes: every address at a boundary, against the plain list. Needs {@code shared/prefixes}. */
class BrazilianPrefixesTest
{
    @Test
    void shouldAnswerAtEveryBoundaryOfIpv4()
    {
        check("br-v4.txt", KeyType.IPV4_ADDR, 4_895);
    }

    @Test
    void shouldAnswerAtEveryBoundaryOfIpv6()
    {
        check("br-v6.txt", KeyType.IPV6_ADDR, 8_891);
    }

    private static void check(final String name, final KeyType type, final int prefixes)
    {
        final Problems problems = new Problems();
        final ElementBatch batch = ElementBatch.read(folder().resolve(name), List.of(type), true, problems);
        assertEquals(List.of(), problems.list());
        assertEquals(prefixes, batch.size());
        final List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++)
        {
            intervals.addAll(batch.key(i));
        }
        final IntervalSet expected = IntervalSet.of(type.bits(), intervals);
        final PrefixSet set = batch.prefixes();
        assertEquals(expected.intervals().size(), set.intervals());

        for (final Interval interval : intervals)
        {
            for (final UInt128 end : List.of(interval.first(), interval.last()))
            {
                for (final UInt128 key : List.of(end.previous(), end, end.next()))
                {
                    assertEquals(expected.contains(key), set.contains(key.hi(), key.lo()), () -> name + " " + key);
                }
            }
        }
    }

    private static Path folder()
    {
        Path folder = null;
        for (Path at = Path.of("").toAbsolutePath(); null != at && null == folder; at = at.getParent())
        {
            final Path beside = at.resolve("shared").resolve("prefixes");
            folder = Files.isDirectory(beside) ? beside : null;
        }
        Needed.that(null != folder, "a folder shared/prefixes beside the repository");
        assertNotNull(folder);
        return folder;
    }
}
