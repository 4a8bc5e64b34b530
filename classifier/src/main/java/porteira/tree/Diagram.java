package porteira.tree;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import porteira.policy.Field;
import porteira.policy.Layer;
import porteira.policy.UInt128;
import porteira.wire.Teredo;

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

        /** Neighbours differ. */
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

    Diagram(final Node root)
    {
        this.root = root;
    }

    Node root()
    {
        return root;
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
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        Node node = root;
        while (node instanceof Decision decision)
        {
            node = decision.children().get(answer(decision, frame, length, layout, ingress, egress));
        }
        return ((End)node).leaf();
    }

    /** Index of the child that a frame goes to. */
    static int answer(
        final Decision decision,
        final DirectBuffer frame,
        final int length,
        final long outermost,
        final int ingress,
        final int egress)
    {
        final Field field = decision.variable().field();
        final long layout = FieldReader.layout(field.layer(), frame, length, outermost);
        final long hi = FieldReader.high(field.kind(), frame, layout);
        final long lo = switch (field.kind())
        {
            case INGRESS -> ingress;
            case EGRESS -> egress;
            case PROVEN -> isProven(field.layer(), frame, length, outermost, layout) ? 1 : 0;
            default -> FieldReader.low(field.kind(), frame, layout);
        };
        if (null != decision.variable().set())
        {
            return decision.childIndex(0, decision.variable().set().contains(hi, lo) ? 1 : 0);
        }
        return decision.childIndex(hi, lo);
    }

    private static boolean isProven(
        final Layer layer, final DirectBuffer frame, final int length, final long outermost, final long inner)
    {
        return Teredo.isProven(frame, FieldReader.layout(layer.carrier(), frame, length, outermost), inner);
    }
}
