package porteira.pipeline;

import porteira.limit.Bucket;
import porteira.policy.Question;
import porteira.policy.Rule;
import porteira.policy.Verdict;
import porteira.set.Sets;
import porteira.tree.Classifier;
import porteira.tree.CompiledPolicy;
import porteira.tree.Leaf;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** A policy on its way into force, and in force: what its leaves mean, and one {@link LanePolicy} for each lane. */
public final class PolicyUpdate
{
    private final int generation;
    private final String name;
    private final List<Rule> rules;
    private final List<Leaf> leaves;
    private final int[][] counted;
    private final Sets.Candidate sets;
    private final boolean isDry;
    private final LanePolicy[] lanes;

    /**
     * A policy for all lanes.
     *
     * @param generation rises with each policy put in force
     * @param name       of the policy, for people: its file
     * @param sets       that it was compiled with; null where no conductor will adopt it
     * @param memories   what each lane remembers, in the order of the lanes
     */
    public PolicyUpdate(
        final int generation,
        final String name,
        final CompiledPolicy policy,
        final Sets.Candidate sets,
        final List<LaneMemory> memories)
    {
        this(generation, name, policy, sets, memories, false);
    }

    /**
     * A policy for all lanes.
     *
     * @param generation rises with each policy put in force
     * @param name       of the policy, for people: its file
     * @param sets       that it was compiled with; null where no conductor will adopt it
     * @param memories   what each lane remembers, in the order of the lanes
     * @param isDry      true: it judges, counts and logs, but every frame passes as it is and no set changes
     */
    public PolicyUpdate(
        final int generation,
        final String name,
        final CompiledPolicy policy,
        final Sets.Candidate sets,
        final List<LaneMemory> memories,
        final boolean isDry)
    {
        this(
            generation, name, policy.rules(), policy.leaves(), policy.classifier(), policy.readsEgress(),
            policy.policy().readsBehindIp(), sets, isDry, memories.size(), states(policy, memories));
    }

    private static IntFunction<LaneState> states(final CompiledPolicy policy, final List<LaneMemory> memories)
    {
        final List<Question> questions = policy.policy().questions();
        final Bucket[] buckets = LaneQuestion.buckets(questions);
        return (lane) -> policy.policy().isStateful() ?
            new LaneState(memories.get(lane), questions, buckets, policy.concern()) : null;
    }

    PolicyUpdate(
        final int generation,
        final String name,
        final List<Rule> rules,
        final List<Leaf> leaves,
        final Classifier classifier,
        final boolean readsEgress,
        final boolean readsBehindIp,
        final Sets.Candidate sets,
        final boolean isDry,
        final int lanes,
        final IntFunction<LaneState> states)
    {
        this.sets = sets;
        this.isDry = isDry;
        this.generation = generation;
        this.name = name;
        this.rules = rules;
        this.leaves = leaves;
        counted = new int[leaves.size()][];
        final byte[] actions = new byte[leaves.size()];
        for (int i = 0; i < actions.length; i++)
        {
            final Leaf leaf = leaves.get(i);
            actions[i] = (byte)((isDry || Verdict.ACCEPT == leaf.verdict() ? LanePolicy.ACCEPT : 0) |
                (leaf.logs().isEmpty() ? 0 : LanePolicy.LOG) |
                (isDry || null == LeafWork.of(leaf) ? 0 : LanePolicy.WORK));
            counted[i] = indices(leaf.counted());
        }

        this.lanes = new LanePolicy[lanes];
        for (int i = 0; i < lanes; i++)
        {
            this.lanes[i] = new LanePolicy(
                generation, classifier, states.apply(i), readsEgress, readsBehindIp, isDry, actions,
                leaves.stream().map((leaf) -> isDry ? null : LeafWork.of(leaf)).toArray(LeafWork[]::new));
        }
    }

    /** Number of the policy. */
    public int generation()
    {
        return generation;
    }

    /** True where it only shows what it would do. */
    public boolean isDry()
    {
        return isDry;
    }

    /** How frames end. */
    List<Leaf> leaves()
    {
        return leaves;
    }

    /** Name of the policy. */
    public String name()
    {
        return name;
    }

    Sets.Candidate sets()
    {
        return sets;
    }

    /** Its rules, by index. */
    public List<Rule> rules()
    {
        return rules;
    }

    /** Meaning of a leaf. */
    public Leaf leaf(final int index)
    {
        return leaves.get(index);
    }

    /** What a lane uses of it. @param index 0..lanes - 1, in the order of the lanes */
    public LanePolicy lane(final int index)
    {
        return lanes[index];
    }

    /**
     * Hits of every rule so far, over all lanes.
     *
     * @param frames by rule index, at least as many places as {@link #rules}; overwritten
     * @param bytes  likewise
     */
    public void hits(final long[] frames, final long[] bytes)
    {
        Arrays.fill(frames, 0);
        Arrays.fill(bytes, 0);
        for (int leaf = 0; leaf < counted.length; leaf++)
        {
            long leafFrames = 0;
            long leafBytes = 0;
            for (final LanePolicy lane : lanes)
            {
                leafFrames += lane.frames(leaf);
                leafBytes += lane.bytes(leaf);
            }
            for (final int rule : counted[leaf])
            {
                frames[rule] += leafFrames;
                bytes[rule] += leafBytes;
            }
        }
    }

    private static int[] indices(final List<Integer> values)
    {
        final int[] result = new int[values.size()];
        for (int i = 0; i < result.length; i++)
        {
            result[i] = values.get(i);
        }
        return result;
    }
}
