package porteira.tree;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Emits the branches behind one value: a switch where few values stand out, one compare where one value or one prefix
 * does, else a binary search over the intervals.
 */
final class SearchCode
{
    /** Values in one switch. */
    private static final int MAX_CASES = 32;

    private final CodeBuilder code;
    private final int slot;
    private final boolean isInt;
    private final boolean isSigned;
    private final List<Long> starts;
    private final List<Step> children;
    private final Function<Step, Label> labels;

    SearchCode(final CodeBuilder code, final int slot, final Step.Test test, final Function<Step, Label> labels)
    {
        this.code = code;
        this.slot = slot;
        this.isInt = test.source().isInt();
        this.isSigned = Integer.SIZE > test.source().bits() || !isInt && Long.SIZE > test.source().bits();
        this.starts = test.starts();
        this.children = test.children();
        this.labels = labels;
    }

    /** The value is in its slot; afterwards no path falls through. */
    void emit()
    {
        if (!emitSwitch())
        {
            search(0, children.size() - 1);
        }
    }

    private boolean emitSwitch()
    {
        if (!isInt || 3 > children.size())
        {
            return false;
        }
        final Step common = mostFrequent();
        final List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < children.size(); i++)
        {
            if (children.get(i) != common)
            {
                final long last = i + 1 < starts.size() ? starts.get(i + 1) - 1 : Long.MAX_VALUE;
                if (last - starts.get(i) >= MAX_CASES - cases.size())
                {
                    return false;
                }
                for (long value = starts.get(i); value <= last; value++)
                {
                    cases.add(SwitchCase.of((int)value, label(i)));
                }
            }
        }
        if (1 == cases.size())
        {
            return false;
        }
        code.iload(slot);
        code.lookupswitch(labels.apply(common), cases);
        return true;
    }

    private Step mostFrequent()
    {
        final Map<Step, Integer> counts = new HashMap<>();
        Step common = children.getFirst();
        for (final Step child : children)
        {
            counts.merge(child, 1, Integer::sum);
            common = counts.get(child) > counts.get(common) ? child : common;
        }
        return common;
    }

    private void search(final int from, final int to)
    {
        if (from == to)
        {
            code.goto_(label(from));
        }
        else if (2 == to - from && children.get(from) == children.get(to) && isBlock(from + 1))
        {
            equal(starts.get(from + 1), starts.get(to) - starts.get(from + 1), label(from + 1));
            code.goto_(label(from));
        }
        else
        {
            final int middle = (from + to + 1) >>> 1;
            if (middle == to)
            {
                below(starts.get(middle), label(to));
                search(from, middle - 1);
            }
            else
            {
                final Label upper = code.newLabel();
                below(starts.get(middle), upper);
                search(from, middle - 1);
                code.labelBinding(upper);
                search(middle, to);
            }
        }
    }

    /** True if an interval is one value or all values behind a prefix. */
    private boolean isBlock(final int index)
    {
        final long size = starts.get(index + 1) - starts.get(index);
        return 1 == Long.bitCount(size) && 0 == (starts.get(index) & size - 1);
    }

    private void equal(final long first, final long size, final Label target)
    {
        if (isInt)
        {
            code.iload(slot);
            if (1 != size)
            {
                code.loadConstant((int)-size).iand();
            }
            code.loadConstant((int)first).branch(Opcode.IF_ICMPEQ, target);
        }
        else
        {
            code.lload(slot);
            if (1 != size)
            {
                code.loadConstant(-size).land();
            }
            code.loadConstant(first).lcmp().branch(Opcode.IFEQ, target);
        }
    }

    /** Falls through where the value is below {@code pivot}, unsigned; C2 knows the offset by the least value. */
    private void below(final long pivot, final Label above)
    {
        if (isInt)
        {
            code.iload(slot);
            if (!isSigned)
            {
                code.loadConstant(Integer.MIN_VALUE).iadd();
            }
            code.loadConstant(isSigned ? (int)pivot : (int)pivot + Integer.MIN_VALUE);
            code.branch(Opcode.IF_ICMPGE, above);
        }
        else
        {
            code.lload(slot);
            if (!isSigned)
            {
                code.loadConstant(Long.MIN_VALUE).ladd();
            }
            code.loadConstant(isSigned ? pivot : pivot + Long.MIN_VALUE).lcmp();
            code.branch(Opcode.IFGE, above);
        }
    }

    private Label label(final int index)
    {
        return labels.apply(children.get(index));
    }
}
