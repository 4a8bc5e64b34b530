package porteira.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import porteira.policy.Action;
import porteira.policy.Log;
import porteira.policy.Rule;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

/** Draws a compiled policy in Graphviz' language. */
public final class TreeDot
{
    /** Letters of a line of a label; longer texts are wrapped. */
    static final int WIDTH = 34;

    private static final String ACCEPTED = "#c9e7c5";
    private static final String TRANSLATED = "#d8cdf0";
    private static final String DROPPED = "#f6c1bc";
    private static final String REJECTED = "#fbd9a5";
    private static final String FORWARDED = "#bfdcf5";

    private final CompiledPolicy policy;
    private final ValueText values;
    private final StringBuilder text = new StringBuilder();

    private TreeDot(final CompiledPolicy policy)
    {
        this.policy = policy;
        this.values = new ValueText(policy.policy().ports());
    }

    /**
     * A directed graph from the first question at the top to the leaves; for {@code dot -Tsvg}.
     *
     * @throws RefusedException where the policy is too large for a diagram
     */
    public static String dot(final CompiledPolicy policy)
    {
        if (null == policy.diagram())
        {
            throw new RefusedException(List.of(new Problem(
                policy.policy().base().location(), 0, 0, "nothing to draw: the policy is too large for a diagram")));
        }
        return new TreeDot(policy).draw();
    }

    private String draw()
    {
        text.append("digraph policy {\n");
        text.append("    graph [fontname=\"Helvetica\", ranksep=0.45, nodesep=0.35, label=\"")
            .append(escaped(policy.policy().table())).append("\", labelloc=t];\n");
        text.append("    node [fontname=\"Helvetica\", fontsize=11, margin=\"0.12,0.06\"];\n");
        text.append("    edge [fontname=\"Helvetica\", fontsize=10, color=\"#303030\"];\n");
        for (int leaf = 0; leaf < policy.leaves().size(); leaf++)
        {
            leaf(leaf);
        }
        for (final Diagram.Decision decision : policy.diagram().all())
        {
            text.append("    ").append(name(decision)).append(" [shape=box, style=rounded, label=\"")
                .append(wrapped(Answers.question(decision.variable()))).append("\"];\n");
            edges(decision);
        }
        return text.append("}\n").toString();
    }

    private void leaf(final int index)
    {
        final Leaf leaf = policy.leaves().get(index);
        final Rule rule = policy.rules().get(leaf.rule());
        text.append("    leaf").append(index).append(" [shape=box, style=filled, fillcolor=\"")
            .append(color(leaf)).append("\", label=\"").append(wrapped(deed(leaf)))
            .append("\\n").append(wrapped(rule.label())).append("\\n").append(escaped(rule.location()))
            .append("\"];\n");
    }

    private static String color(final Leaf leaf)
    {
        return switch (leaf.verdict())
        {
            case DROP -> DROPPED;
            case REJECT -> REJECTED;
            case FORWARD -> FORWARDED;
            case ACCEPT -> leaf.actions().stream().anyMatch(Action.Translate.class::isInstance) ?
                TRANSLATED : ACCEPTED;
        };
    }

    /** What happens; rules that log or count in passing are told by that word alone. */
    private String deed(final Leaf leaf)
    {
        final List<String> words = new ArrayList<>(List.of(leaf.verdict().name().toLowerCase(Locale.ROOT)));
        for (final Action action : leaf.actions())
        {
            switch (action)
            {
                case Log log when words.contains("log") ->
                {
                }
                case Log log -> words.add("log");
                case Action.Reject reject -> words.set(0, Answers.action(reject, values));
                case Action.Forward forward -> words.set(0, Answers.action(forward, values));
                case Action.Translate translate when words.getFirst().contains(" to ") ->
                    words.add(Answers.action(translate, values));
                case Action.Translate translate -> words.set(0, Answers.action(translate, values));
                default -> words.add(Answers.action(action, values));
            }
        }
        return String.join(", ", words);
    }

    /** The answer that covers most intervals is called "else" where spelling it out would say nothing. */
    private void edges(final Diagram.Decision decision)
    {
        final Map<Diagram.Node, Integer> counts = new HashMap<>();
        final Map<Diagram.Node, Integer> firsts = new LinkedHashMap<>();
        for (int i = 0; i < decision.children().size(); i++)
        {
            counts.merge(decision.children().get(i), 1, Integer::sum);
            firsts.putIfAbsent(decision.children().get(i), i);
        }
        Diagram.Node common = decision.children().getFirst();
        for (final Diagram.Node child : firsts.keySet())
        {
            common = counts.get(child) > counts.get(common) ? child : common;
        }
        final boolean hasElse = 1 < counts.get(common);
        for (final Map.Entry<Diagram.Node, Integer> edge : firsts.entrySet())
        {
            final boolean isElse = hasElse && edge.getKey() == common;
            final String label = isElse ? "else" : Answers.of(decision, edge.getValue(), values);
            text.append("    ").append(name(decision)).append(" -> ").append(name(edge.getKey()))
                .append(" [label=\" ").append(wrapped(label).replace("\\n", " \\n "))
                .append(isElse ? " \", color=\"#a8a8a8\", fontcolor=\"#707070\"];\n" : " \"];\n");
        }
    }

    private static String name(final Diagram.Node node)
    {
        return switch (node)
        {
            case Diagram.End end -> "leaf" + end.leaf();
            case Diagram.Decision decision -> "ask" + decision.id();
        };
    }

    /** Lines of at most {@link #WIDTH} letters where blanks allow it. */
    private static String wrapped(final String label)
    {
        final StringBuilder lines = new StringBuilder();
        int column = 0;
        for (final String word : label.split(" "))
        {
            final boolean isNewLine = 0 < column && WIDTH < column + 1 + word.length();
            lines.append(isNewLine ? "\\n" : 0 < column ? " " : "").append(escaped(word));
            column = (isNewLine || 0 == column ? 0 : column + 1) + word.length();
        }
        return lines.toString();
    }

    private static String escaped(final String label)
    {
        return label.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
