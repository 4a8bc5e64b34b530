package porteira.tree;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import porteira.policy.Layer;

/**
 * Local variables of generated methods: {@code frame, length, layout, ingress, egress, state}, then the layout of each
 * tunnel's inner packet, then one value. Every method has the first two groups as its parameters in this order, but
 * the entry, which has only the first.
 */
final class Frame
{
    static final ClassDesc BUFFER = DirectBuffer.class.describeConstable().orElseThrow();

    static final ClassDesc STATE = State.class.describeConstable().orElseThrow();
    private static final int BUFFER_SLOT = 0;
    private static final int LENGTH_SLOT = 1;
    private static final int LAYOUT_SLOT = 2;
    private static final int INGRESS_SLOT = 4;
    private static final int EGRESS_SLOT = 5;
    private static final int STATE_SLOT = 6;
    private static final int FIRST_INNER_SLOT = 7;

    private final List<Layer> inner;

    /** Layers other than the outermost that the code reads. */
    Frame(final List<Layer> inner)
    {
        this.inner = List.copyOf(inner);
    }

    /** Parameters of the entry; {@link Classifier#classify} has the same. */
    static MethodTypeDesc entryType()
    {
        return MethodTypeDesc.of(ConstantDescs.CD_int, BUFFER, ConstantDescs.CD_int, ConstantDescs.CD_long,
            ConstantDescs.CD_int, ConstantDescs.CD_int, STATE);
    }

    /** Parameters of all other methods. */
    MethodTypeDesc branchType()
    {
        final List<ClassDesc> inners = new ArrayList<>();
        inner.forEach((layer) -> inners.add(ConstantDescs.CD_long));
        return entryType().insertParameterTypes(entryType().parameterCount(), inners.toArray(new ClassDesc[0]));
    }

    int layoutSlot(final Layer layer)
    {
        return null == layer.carrier() ? LAYOUT_SLOT : FIRST_INNER_SLOT + 2 * inner.indexOf(layer);
    }

    int valueSlot()
    {
        return FIRST_INNER_SLOT + 2 * inner.size();
    }

    void loadBuffer(final CodeBuilder code)
    {
        code.aload(BUFFER_SLOT);
    }

    void loadLength(final CodeBuilder code)
    {
        code.iload(LENGTH_SLOT);
    }

    void loadIngress(final CodeBuilder code)
    {
        code.iload(INGRESS_SLOT);
    }

    void loadState(final CodeBuilder code)
    {
        code.aload(STATE_SLOT);
    }

    /** The outermost packet's. */
    void loadLayout(final CodeBuilder code)
    {
        code.lload(LAYOUT_SLOT);
    }

    void loadEgress(final CodeBuilder code)
    {
        code.iload(EGRESS_SLOT);
    }

    /** The verifier wants a value in every local on every path. */
    void clearInner(final CodeBuilder code)
    {
        inner.forEach((layer) -> code.lconst_0().lstore(layoutSlot(layer)));
    }

    void loadParameters(final CodeBuilder code)
    {
        code.aload(BUFFER_SLOT).iload(LENGTH_SLOT).lload(LAYOUT_SLOT).iload(INGRESS_SLOT).iload(EGRESS_SLOT)
            .aload(STATE_SLOT);
        inner.forEach((layer) -> code.lload(layoutSlot(layer)));
    }
}
