package porteira.policy;

/**
 * A question to the lane's memory as part of a rule.
 *
 * @param question what
 * @param index    its place in {@link Policy#questions}
 * @param text     source text
 */
public record Ask(Question question, int index, String text) implements Condition
{
}
