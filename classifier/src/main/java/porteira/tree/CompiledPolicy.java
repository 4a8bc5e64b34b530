package porteira.tree;

import java.util.List;
import porteira.policy.Policy;
import porteira.policy.Rule;

/** A policy that has been compiled: immutable, usable by any number of threads. */
public final class CompiledPolicy
{
    private final Policy policy;
    private final List<Leaf> leaves;
    private final Diagram diagram;
    private final List<String> notes;
    private final LinearMatcher linear;
    private final Classifier classifier;
    private final boolean readsEgress;
    private final Classifier concern;

    CompiledPolicy(
        final Policy policy,
        final LeafTable leaves,
        final Diagram diagram,
        final Queries queries,
        final Classifier classifier,
        final boolean readsEgress,
        final Classifier concern,
        final List<String> notes)
    {
        this.policy = policy;
        this.leaves = leaves.leaves();
        this.diagram = diagram;
        this.linear = new LinearMatcher(policy, leaves, queries);
        this.classifier = classifier;
        this.readsEgress = readsEgress;
        this.concern = concern;
        this.notes = List.copyOf(notes);
    }

    /** The generated code, or tables: stateless, allocates nothing. */
    public Classifier classifier()
    {
        return classifier;
    }

    /** The same verdicts by walking the rules; slow, and right by definition. */
    public LinearMatcher linearMatcher()
    {
        return linear;
    }

    /** What a classifier's answer means. */
    public List<Leaf> leaves()
    {
        return leaves;
    }

    /** Rules by index; the last is the pseudo-rule of the base chain's policy. */
    public List<Rule> rules()
    {
        return policy.rules();
    }

    /**
     * Tells frames of connections that some rule asks about (any answer but 0) from all others (0), so that a lane
     * knows those also where another rule accepts them. Asks no state. Null where no rule asks about connections.
     */
    public Classifier concern()
    {
        return concern;
    }

    /** True if some rule matches on {@code oifname}, so that the egress port must be known before the verdict. */
    public boolean readsEgress()
    {
        return readsEgress;
    }

    /** The policy as it was read. */
    public Policy policy()
    {
        return policy;
    }

    /** A state without a past, for frames that are looked at one by one. */
    public State assumedState()
    {
        return new AssumedState(AssumedState.NEW, policy.questions());
    }

    /** What its author should know of how it was compiled, in sentences; empty for most policies. */
    public List<String> notes()
    {
        return notes;
    }

    /** Null where the policy is in tables. */
    Diagram diagram()
    {
        return diagram;
    }
}
