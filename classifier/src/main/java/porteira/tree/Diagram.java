package porteira.tree;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import porteira.policy.Ask;
import porteira.policy.Condition;
import porteira.policy.Field;
import porteira.policy.IntervalSet;
import porteira.policy.Kind;
import porteira.policy.UInt128;

/**
 * An ordered, hash-consed, multi-valued decision diagram: every path asks each question at most once and in the order
 * of {@link Variable#ORDER}, and equal parts exist once. Interprets itself, for tests and pictures; a question about a
 * field is only ever reached where the questions before it have shown that the field is there.
 */
final class Diagram implements Classifier
{
    /** A place in the diagram. */
    sealed interface Node permits Decision, End
    {
    }

    /**
     * The end of all paths with one outcome.
     *
     * @param leaf index in {@link CompiledPolicy#leaves}
     */
    record End(int leaf) implements Node
    {
    }

    /** A question. Identity is equality, since equal ones exist once. */
    static final class Decision implements Node
    {
        private final int id;
        private final Variable variable;
        private final List<UInt128> starts;
        private final List<Node> children;

        Decision(final int id, final Variable variable, final List<UInt128> starts, final List<Node> children)
        {
            this.id = id;
            this.variable = variable;
            this.starts = starts;
            this.children = children;
        }

        /** Children have smaller ids. */
        int id()
        {
            return id;
        }

        Variable variable()
        {
            return variable;
        }

        /** First value of each child's interval, ascending, from 0. */
        List<UInt128> starts()
        {
            return starts;
        }

        /** Neighbours differ; a single child where only the asking matters. */
        List<Node> children()
        {
            return children;
        }

        int childIndex(final long hi, final long lo)
        {
            int low = 0;
            int high = starts.size() - 1;
            while (low < high)
            {
                final int middle = (low + high + 1) >>> 1;
                final UInt128 start = starts.get(middle);
                if (0 < UInt128.compare(start.hi(), start.lo(), hi, lo))
                {
                    high = middle - 1;
                }
                else
                {
                    low = middle;
                }
            }
            return low;
        }
    }

    private final Node root;
    private final Queries queries;

    Diagram(final Node root, final Queries queries)
    {
        this.queries = queries;
        this.root = root;
    }

    Node root()
    {
        return root;
    }

    /** What it asks as a whole. */
    Queries queries()
    {
        return queries;
    }

    /** All questions that the root leads to, by descending id: parents before children. */
    List<Decision> all()
    {
        final TreeMap<Integer, Decision> found = new TreeMap<>(Comparator.reverseOrder());
        final Deque<Node> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty())
        {
            if (open.pop() instanceof Decision decision && null == found.put(decision.id(), decision))
            {
                decision.children().forEach(open::push);
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public int classify(
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        Node node = root;
        while (node instanceof Decision decision)
        {
            node = decision.children().get(answer(decision, frame, length, layout, ingress, egress, state));
        }
        return ((End)node).leaf();
    }

    /** Index of the child that a frame goes to. */
    int answer(
        final Decision decision,
        final DirectBuffer frame,
        final int length,
        final long layout,
        final int ingress,
        final int egress,
        final State state)
    {
        return switch (decision.variable())
        {
            case Variable.Value(Field field) when Kind.CT_STATE == field.kind() ->
                decision.childIndex(0, state.connection(frame, length, layout, ingress));
            case Variable.Value(Field field) -> decision.childIndex(
                FieldReader.high(field, frame, length, layout),
                FieldReader.low(field, frame, length, layout, ingress, egress));
            case Variable.Member(Field field, IntervalSet set) -> yes(decision, set.contains(
                FieldReader.high(field, frame, length, layout),
                FieldReader.low(field, frame, length, layout, ingress, egress)));
            case Variable.Whole(Condition condition) -> yes(
                decision, queries.of(condition).test(frame, length, layout, ingress, egress));
            case Variable.Asked(Ask ask, int occurrence) -> yes(
                decision, state.ask(ask.index(), frame, length, layout, ingress));
        };
    }

    private static int yes(final Decision decision, final boolean answer)
    {
        return decision.childIndex(0, answer ? 1 : 0);
    }
}
