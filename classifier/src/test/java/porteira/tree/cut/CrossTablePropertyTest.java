package porteira.tree.cut;

import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import porteira.Seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CrossTablePropertyTest
{
    private static final int TABLES = 40;
    private static final int KEYS = 400;
    private static final int[] FIELDS = {
        RangeWord.LOWER, RangeWord.UPPER, RangeWord.PROTO, RangeWord.FROM, RangeWord.TO, RangeWord.STATE};
    private static final int[] MASKS = {0xFFFF, 0xFFFF, 0xFF, 0x1F, 0x1F, 3};

    private final long seed = Seed.ofRun();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final long[] corners = new long[8];

    @Test
    void shouldFindTheFirstBoxOfEveryKey()
    {
        compare(CrossBuilder::build);
    }

    @Test
    void shouldFindTheFirstBoxOfEveryKeyInTwoGroups()
    {
        compare(CrossBuilder::inGroups);
    }

    private void compare(final BiFunction<Boxes, int[], CrossTable> build)
    {
        int refused = 0;
        for (int table = 0; table < TABLES; table++)
        {
            fillCorners();
            final int size = random.nextInt(1, 30);
            final Boxes boxes = boxes(size);
            final int[] answers = random.ints(size, -1, 70_000).toArray();
            final CrossTable crossed = build.apply(boxes, answers);
            if (null == crossed)
            {
                // Random ranges in every field may tell more combinations apart than there is room for, and a few
                // boxes may all be of one group.
                refused++;
                continue;
            }
            for (int i = 0; i < KEYS; i++)
            {
                final long word = nearCorner() << Integer.SIZE | nearCorner();
                final long range = range(random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt());
                assertEquals(first(boxes, answers, word, range), find(crossed, word, range),
                    () -> Long.toHexString(word) + " " + Long.toHexString(range) + ", seed " + seed);
            }
        }
        assertTrue(refused < TABLES / 2, "too many tables are refused: " + refused + ", seed " + seed);
    }

    @Test
    void shouldLeaveListsAloneThatAreTooLong()
    {
        final int size = 30_000;

        assertNull(CrossBuilder.build(boxes(size), new int[size]));
    }

    private void fillCorners()
    {
        for (int i = 0; i < corners.length; i++)
        {
            corners[i] = random.nextInt() & 0xFFFF_FFFFL;
        }
    }

    /** Addresses that share long prefixes, so that boxes overlap. */
    private long nearCorner()
    {
        final long corner = corners[random.nextInt(corners.length)];
        return random.nextBoolean() ? corner : corner ^ random.nextInt() >>> random.nextInt(1, Integer.SIZE);
    }

    private Boxes boxes(final int size)
    {
        final Boxes boxes = new Boxes(1);
        for (int line = 0; line < size; line++)
        {
            final long mask = prefix() << Integer.SIZE | prefix();
            final long value = (nearCorner() << Integer.SIZE | nearCorner()) & mask;
            long low = 0;
            long high = RangeWord.MAX;
            for (int field = 0; field < FIELDS.length; field++)
            {
                final long one = random.nextInt() & MASKS[field];
                final long other = random.nextInt(3) == 0 ? one : random.nextInt() & MASKS[field];
                if (random.nextInt(3) == 0)
                {
                    high = high & ~((long)MASKS[field] << FIELDS[field]) | Math.max(one, other) << FIELDS[field];
                    low |= Math.min(one, other) << FIELDS[field];
                }
            }
            boxes.add(new long[] {value}, new long[] {mask}, low, high, line, 0 == random.nextInt(20), true);
        }
        return boxes;
    }

    private long prefix()
    {
        return -1L << random.nextInt(0, Integer.SIZE + 1) & 0xFFFF_FFFFL;
    }

    private static long range(final int ports, final int protocol, final int sides, final int state)
    {
        return (ports & 0xFFFFL) << RangeWord.LOWER | (ports >>> 16 & 0xFFFFL) << RangeWord.UPPER |
            (protocol & 0xFFL) << RangeWord.PROTO | (sides & 0x1FL) << RangeWord.FROM |
            (sides >>> 5 & 0x1FL) << RangeWord.TO | (state & 3L) << RangeWord.STATE;
    }

    private static int find(final CrossTable crossed, final long word, final long range)
    {
        return crossed.find(word,
            (int)(range >>> RangeWord.UPPER & 0xFFFF) << 16 | (int)(range >>> RangeWord.LOWER & 0xFFFF),
            (int)(range >>> RangeWord.PROTO & 0xFF) | (int)(range >>> RangeWord.STATE & 3) << 8,
            (int)(range >>> RangeWord.FROM & 0x1F) | (int)(range >>> RangeWord.TO & 0x1F) << 5);
    }

    private static int first(final Boxes boxes, final int[] answers, final long word, final long range)
    {
        for (int box = 0; box < boxes.size(); box++)
        {
            if (0 == ((word ^ boxes.value(0, box)) & boxes.mask(0, box)) && boxes.reaches(box, range, range))
            {
                final int answer = boxes.asks(box) ? -1 : answers[box];
                return 0 <= answer && CrossTable.OPEN > answer ? answer : CrossTable.OPEN;
            }
        }
        return CrossTable.OPEN;
    }
}
