package porteira.tree;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A state whose answers are a function of what was asked before, and which remembers what it was asked. */
final class ScriptedState implements State
{
    private static final int[] CONNECTIONS = { 1, 2, 4, 8, 64 };

    private final long script;
    private final List<Integer> asked = new ArrayList<>();

    ScriptedState(final long script)
    {
        this.script = script;
    }

    /** Questions in the order in which they were asked. */
    List<Integer> asked()
    {
        return asked;
    }

    @Override
    public int connection(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return CONNECTIONS[(int)Long.remainderUnsigned(script, CONNECTIONS.length)];
    }

    @Override
    public boolean ask(
        final int question, final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        asked.add(question);
        long mixed = (script + 31L * asked.size() + question) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 29;
        return 0 == (mixed & 1);
    }
}
