package porteira.tree;

import org.agrona.DirectBuffer;
import porteira.policy.Question;

import java.util.List;

/**
 * A state for looking at frames one by one, without a past: every connection is as the caller says, no limit is
 * exceeded.
 *
 * @param connection nftables' bit of the connection's state
 * @param questions  of the policy, {@link porteira.policy.Policy#questions}
 */
public record AssumedState(int connection, List<Question> questions) implements State
{
    /** nftables' bit of a new connection. */
    public static final int NEW = 8;

    @Override
    public int connection(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return connection;
    }

    @Override
    public boolean ask(
        final int question, final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        return holds(questions.get(question));
    }

    private static boolean holds(final Question question)
    {
        return switch (question)
        {
            case Question.Rate rate -> !rate.over();
            case Question.Connections connections -> !connections.over();
            case Question.Fanout fanout -> false;
            case Question.Meter meter -> null == meter.inner() || holds(meter.inner());
        };
    }
}
