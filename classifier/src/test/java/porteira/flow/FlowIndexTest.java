package porteira.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import porteira.Seed;

class FlowIndexTest
{
    private static final int REFERENCES = 3000;
    private static final int STEPS = 300_000;

    @Test
    void shouldFindWhatWasInsertedAndNothingElse()
    {
        final long seed = Seed.ofRun();
        final SplittableRandom random = new SplittableRandom(seed);
        final FlowIndex index = new FlowIndex(REFERENCES);
        final Map<Integer, Long> model = new HashMap<>();
        for (int step = 0; step < STEPS; step++)
        {
            final int reference = 1 + random.nextInt(REFERENCES);
            final Long hash = model.remove(reference);
            if (null != hash)
            {
                assertTrue(isFound(index, hash, reference), "seed " + seed);
                index.remove(hash, reference);
                assertEquals(false, isFound(index, hash, reference), "seed " + seed);
            }
            else
            {
                // Few buckets get most: what is full goes on to the next.
                final long fresh = random.nextLong() >>> (0 == random.nextInt(3) ? 5 : 0);
                if (index.insert(fresh, reference))
                {
                    model.put(reference, fresh);
                }
            }
        }

        assertTrue(model.size() > REFERENCES / 3, "seed " + seed);
        model.forEach((reference, hash) -> assertTrue(isFound(index, hash, reference), "seed " + seed));
    }

    @Test
    void shouldTakeAllReferencesWhenFull()
    {
        final SplittableRandom random = new SplittableRandom(7);
        final FlowIndex index = new FlowIndex(REFERENCES);
        for (int reference = 1; reference <= REFERENCES; reference++)
        {
            assertTrue(index.insert(random.nextLong(), reference));
        }
    }

    private static boolean isFound(final FlowIndex index, final long hash, final int reference)
    {
        for (int found = index.first(hash); FlowIndex.NONE != found; found = index.next())
        {
            if (reference == found)
            {
                return true;
            }
        }
        return false;
    }
}
