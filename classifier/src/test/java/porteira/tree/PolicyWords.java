package porteira.tree;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import porteira.policy.Action;
import porteira.policy.Chain;
import porteira.policy.Condition;
import porteira.policy.IntervalSet;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;

/** What a policy that no text says would read like. */
final class PolicyWords
{
    private final ValueText values;
    private final StringBuilder text = new StringBuilder();

    private PolicyWords(final Policy policy)
    {
        values = new ValueText(policy.ports());
    }

    /** Chain by chain, one rule a line; what a rule implies is in brackets. */
    static String of(final Policy policy)
    {
        final PolicyWords words = new PolicyWords(policy);
        policy.chains().values().forEach(words::chain);
        return words.text.toString();
    }

    private void chain(final Chain chain)
    {
        text.append("chain ").append(chain.name()).append(" {\n");
        for (final Rule rule : chain.rules())
        {
            text.append("   ").append(parts(rule.parts())).append('\n');
        }
        text.append(null == chain.policyRule() ? "}\n" : "    policy" + parts(chain.policyRule().parts()) + "\n}\n");
    }

    private String parts(final List<? extends RulePart> parts)
    {
        final StringBuilder words = new StringBuilder();
        parts.forEach((part) -> words.append(' ').append(part(part)));
        return words.toString();
    }

    private String part(final RulePart part)
    {
        return switch (part)
        {
            case Match match when match.implicit() -> "[" + match.text() + "]";
            case Match match -> match.field().text() + (match.negated() ? " != { " : " { ") + values(match) + " }";
            case Lookup lookup -> lookup(lookup);
            case Condition condition -> condition.text();
            case Action action -> Answers.action(action, values);
            case RulePart.Count count -> "counter";
            case RulePart.Decide decide -> decide.verdict().name().toLowerCase(Locale.ROOT);
            case RulePart.Jump jump -> (jump.isGoto() ? "goto " : "jump ") + jump.chain();
            case RulePart.Return back -> "return";
            case RulePart.Choose choose ->
            {
                final StringJoiner cases = new StringJoiner(" ;", "choose {", " }");
                choose.cases().forEach((one) -> cases.add(parts(one.conditions()) + " :" + parts(one.then())));
                yield cases.toString();
            }
        };
    }

    private String values(final Match match)
    {
        return values.of(match.field(), match.values()) +
            (null == match.field().detail() ? "" : " of " + match.field().detail());
    }

    private String lookup(final Lookup lookup)
    {
        final StringJoiner key = new StringJoiner(" . ");
        lookup.key().forEach((field) -> key.add(field.text()));
        final StringJoiner elements = new StringJoiner(", ", " { ", " }");
        for (final SetDeclaration.Element element : lookup.set().elements())
        {
            final StringJoiner parts = new StringJoiner(" . ");
            for (int i = 0; i < lookup.key().size(); i++)
            {
                parts.add(values.of(lookup.key().get(i),
                    IntervalSet.of(lookup.key().get(i).bits(), List.of(element.key().get(i)))));
            }
            elements.add(parts.toString());
        }
        return key + (lookup.negated() ? " !=" : "") + " @" + lookup.set().name() + elements;
    }
}
