package porteira.tree;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import porteira.policy.Layer;

/**
 * Turns a diagram into a hidden class. Its {@code classify} reads header bytes straight from the frame and jumps; it
 * boxes nothing and calls nothing but {@code porteira.wire}, the policy's sets and the lane's state. The class goes
 * when nobody holds its instance any more.
 */
final class CodeGenerator
{
    private static final ClassDesc SELF = ClassDesc.of("porteira.tree.GeneratedClassifier");
    private static final ClassDesc CLASSIFIER = Classifier.class.describeConstable().orElseThrow();
    private static final ClassDesc LIST = List.class.describeConstable().orElseThrow();
    private static final String ENTRY = "enter";
    private static final int STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;

    private final Step root;
    private final List<Object> constants;
    private final MethodPlan plan;
    private final Frame frame;

    private CodeGenerator(final Step root, final List<Object> constants, final List<Layer> inner, final int entryTests)
    {
        this.root = root;
        this.constants = constants;
        this.plan = root instanceof Step.Test test ? new MethodPlan(test, entryTests) : null;
        this.frame = new Frame(inner);
    }

    /**
     * Compile a diagram.
     *
     * @throws TooLargeException where the code does not fit one class
     */
    static Classifier generate(final Diagram diagram)
    {
        final Lowering lowering = new Lowering(diagram.queries());
        final Step root = lowering.lower(diagram.root());
        final byte[] bytes = classFile(diagram, root, lowering.constants());
        checkMethods(bytes);
        try
        {
            final MethodHandles.Lookup defined = MethodHandles.lookup().defineHiddenClassWithClassData(
                bytes, lowering.constants(), true);
            return (Classifier)defined.findConstructor(
                defined.lookupClass(), MethodType.methodType(void.class)).invoke();
        }
        catch (final Throwable throwable)
        {
            throw new IllegalStateException("generated class can not be used", throwable);
        }
    }

    /** Bytecodes of each method of a class file. */
    static List<Integer> methodSizes(final byte[] bytes)
    {
        final ClassModel model = ClassFile.of().parse(bytes);
        final List<Integer> sizes = new ArrayList<>();
        for (final MethodModel method : model.methods())
        {
            method.code().ifPresent((code) -> sizes.add(((CodeAttribute)code).codeLength()));
        }
        return sizes;
    }

    /** The class file for a diagram. */
    static byte[] classFile(final Diagram diagram)
    {
        final Lowering lowering = new Lowering(diagram.queries());
        final Step root = lowering.lower(diagram.root());
        return classFile(diagram, root, lowering.constants());
    }

    /** As many questions in the entry as leave it short enough to be inlined; a large policy is not tried as often. */
    private static byte[] classFile(final Diagram diagram, final Step root, final List<Object> constants)
    {
        final List<Layer> inner = innerLayers(diagram);
        int entryTests = MethodPlan.MAX_ENTRY_TESTS;
        while (true)
        {
            final CodeGenerator generator = new CodeGenerator(root, constants, inner, entryTests);
            final byte[] bytes = generator.bytes();
            if (1 == entryTests || MethodPlan.INLINE_LIMIT >= entrySize(bytes))
            {
                return bytes;
            }
            entryTests = 100 < generator.plan.tests() ? Math.max(1, entryTests / 2) : entryTests - 1;
        }
    }

    private static int entrySize(final byte[] bytes)
    {
        for (final MethodModel method : ClassFile.of().parse(bytes).methods())
        {
            if (method.methodName().equalsString(ENTRY))
            {
                return ((CodeAttribute)method.code().orElseThrow()).codeLength();
            }
        }
        throw new IllegalArgumentException("class file has no entry");
    }

    private static void checkMethods(final byte[] bytes)
    {
        for (final int size : methodSizes(bytes))
        {
            if (MethodPlan.HUGE_METHOD_LIMIT < size)
            {
                throw new IllegalStateException(
                    "generated method is too long: bytecodes=" + size + ", limit=" + MethodPlan.HUGE_METHOD_LIMIT);
            }
        }
    }

    private static List<Layer> innerLayers(final Diagram diagram)
    {
        final Set<Layer> layers = new LinkedHashSet<>();
        for (final Diagram.Decision decision : diagram.all())
        {
            for (Layer layer = decision.variable().layer(); null != layer.carrier(); layer = layer.carrier())
            {
                layers.add(layer);
            }
        }
        return List.copyOf(layers);
    }

    private byte[] bytes()
    {
        try
        {
            return ClassFile.of().build(SELF, this::build);
        }
        catch (final IllegalArgumentException exception)
        {
            throw new TooLargeException("policy too large for one class: " + exception.getMessage());
        }
    }

    private void build(final ClassBuilder type)
    {
        type.withFlags(AccessFlag.FINAL, AccessFlag.SUPER, AccessFlag.SYNTHETIC);
        type.withInterfaceSymbols(CLASSIFIER);
        type.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, (code) -> code
            .aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
            .return_());
        type.withMethodBody("classify", Frame.entryType(), ClassFile.ACC_PUBLIC, (code) -> code
            .aload(1).iload(2).lload(3).iload(5).iload(6).aload(7)
            .invokestatic(SELF, ENTRY, Frame.entryType()).ireturn());
        type.withMethodBody(ENTRY, Frame.entryType(), STATIC, (code) ->
        {
            frame.clearInner(code);
            body(code, root);
        });
        if (null != plan)
        {
            plan.methods().forEach((head) -> type.withMethodBody(
                name(head), frame.branchType(), STATIC, (code) -> body(code, head)));
        }
        buildConstants(type);
    }

    private void buildConstants(final ClassBuilder type)
    {
        if (constants.isEmpty())
        {
            return;
        }
        for (int i = 0; i < constants.size(); i++)
        {
            type.withField(
                FieldCode.constantName(i), FieldCode.constantType(constants.get(i)), STATIC | ClassFile.ACC_FINAL);
        }
        type.withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, (code) ->
        {
            code.invokestatic(ConstantDescs.CD_MethodHandles, "lookup",
                MethodTypeDesc.of(ConstantDescs.CD_MethodHandles_Lookup));
            code.loadConstant(ConstantDescs.DEFAULT_NAME).loadConstant(LIST);
            code.invokestatic(ConstantDescs.CD_MethodHandles, "classData", MethodTypeDesc.of(ConstantDescs.CD_Object,
                ConstantDescs.CD_MethodHandles_Lookup, ConstantDescs.CD_String, ConstantDescs.CD_Class));
            code.checkcast(LIST).astore(0);
            for (int i = 0; i < constants.size(); i++)
            {
                code.aload(0).loadConstant(i).invokeinterface(LIST, "get",
                    MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_int));
                final ClassDesc constant = FieldCode.constantType(constants.get(i));
                code.checkcast(constant).putstatic(SELF, FieldCode.constantName(i), constant);
            }
            code.return_();
        });
    }

    private String name(final Step.Test head)
    {
        return "branch" + plan.method(head);
    }

    /** All steps of a method, each once and behind its label. */
    private void body(final CodeBuilder code, final Step first)
    {
        final Map<Step, Label> labels = new IdentityHashMap<>();
        final Deque<Step> open = new ArrayDeque<>();
        final FieldCode fields = new FieldCode(code, frame, SELF);
        labels.put(first, code.newLabel());
        open.push(first);
        while (!open.isEmpty())
        {
            final Step step = open.pop();
            code.labelBinding(labels.get(step));
            switch (step)
            {
                case Step.Exit exit -> code.loadConstant(exit.leaf()).ireturn();
                case Step.Test test when test != first && 0 <= plan.method(test) ->
                {
                    frame.loadParameters(code);
                    code.invokestatic(SELF, name(test), frame.branchType()).ireturn();
                }
                case Step.Test test ->
                {
                    fields.read(test.source());
                    store(code, test.source().isInt());
                    new SearchCode(code, frame.valueSlot(), test, (target) -> labels.computeIfAbsent(target, (next) ->
                    {
                        open.push(next);
                        return code.newLabel();
                    })).emit();
                }
            }
        }
    }

    private void store(final CodeBuilder code, final boolean isInt)
    {
        if (isInt)
        {
            code.istore(frame.valueSlot());
        }
        else
        {
            code.lstore(frame.valueSlot());
        }
    }
}
