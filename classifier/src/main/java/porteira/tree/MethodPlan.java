package porteira.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * Divides steps among methods, so that none comes near HotSpot's limit: a method of more than 8000 bytecodes
 * ({@code HugeMethodLimit}) is never compiled. Where not everything fits one method, a step that several paths come to
 * gets a method of its own, and so do the largest branches of a method that grows too long. The entry is kept shorter
 * still, so that the caller inlines it and ordinary frames are judged without a call.
 */
final class MethodPlan
{
    /** HotSpot's limit. */
    static final int HUGE_METHOD_LIMIT = 8000;

    /** HotSpot's {@code FreqInlineSize}: only a method up to this size is inlined into a hot caller. */
    static final int INLINE_LIMIT = 325;

    /** Questions worth trying in an entry that is to be inlined. */
    static final int MAX_ENTRY_TESTS = 16;

    /** Estimated size of a method; estimates are above the truth. */
    private static final int BUDGET = 7000;

    private static final int READ_SIZE = 48;
    private static final int ANSWER_SIZE = 34;

    private final Map<Step.Test, Integer> callers = new IdentityHashMap<>();
    private final Map<Step.Test, Integer> sizes = new IdentityHashMap<>();
    private final Map<Step.Test, Integer> methods = new IdentityHashMap<>();
    private final List<Step.Test> order = new ArrayList<>();

    /**
     * Plan.
     *
     * @param entryTests questions that stay in the entry, those nearest to the root, which ordinary frames are asked
     */
    MethodPlan(final Step.Test root, final int entryTests)
    {
        visit(root);
        int total = 0;
        for (final Step.Test test : order)
        {
            total += ownSize(test);
        }
        if (BUDGET < total)
        {
            order.forEach(this::divide);
        }
        trim(root, entryTests);
        methods.remove(root);
    }

    /** Questions of the whole policy. */
    int tests()
    {
        return order.size();
    }

    /** Everything further from the root than the first few questions leaves the entry. */
    private void trim(final Step.Test root, final int entryTests)
    {
        final SequencedSet<Step.Test> entry = new LinkedHashSet<>();
        final Deque<Step.Test> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty())
        {
            final Step.Test test = open.remove();
            if (entry.contains(test) || methods.containsKey(test))
            {
                continue;
            }
            if (entry.size() == entryTests)
            {
                cut(test);
                continue;
            }
            entry.add(test);
            open.addAll(tests(test));
        }
    }

    /** Index of the method that starts with a step, or -1 where the step is part of its caller's. */
    int method(final Step.Test test)
    {
        return methods.getOrDefault(test, -1);
    }

    /** First steps of all methods but the entry. */
    List<Step.Test> methods()
    {
        final List<Step.Test> heads = new ArrayList<>(methods.keySet());
        heads.sort(Comparator.comparing(methods::get));
        return heads;
    }

    /** Children before parents. */
    private void visit(final Step.Test test)
    {
        for (final Step.Test child : tests(test))
        {
            if (null == callers.put(child, callers.getOrDefault(child, 0) + 1))
            {
                visit(child);
            }
        }
        order.add(test);
    }

    private void divide(final Step.Test test)
    {
        int size = ownSize(test);
        final List<Step.Test> inline = new ArrayList<>();
        for (final Step.Test child : tests(test))
        {
            if (1 < callers.get(child))
            {
                cut(child);
            }
            else
            {
                inline.add(child);
                size += sizes.get(child);
            }
        }
        inline.sort(Comparator.comparing(sizes::get));
        while (BUDGET < size)
        {
            final Step.Test largest = inline.removeLast();
            cut(largest);
            size -= sizes.get(largest);
        }
        sizes.put(test, size);
    }

    private void cut(final Step.Test test)
    {
        methods.putIfAbsent(test, methods.size());
    }

    private static int ownSize(final Step.Test test)
    {
        return READ_SIZE + ANSWER_SIZE * test.children().size();
    }

    private static SequencedSet<Step.Test> tests(final Step.Test test)
    {
        final SequencedSet<Step.Test> tests = new LinkedHashSet<>();
        for (final Step child : test.children())
        {
            if (child instanceof Step.Test branch)
            {
                tests.add(branch);
            }
        }
        return tests;
    }
}
