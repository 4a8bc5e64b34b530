package porteira.tree;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import porteira.policy.Rule;
import porteira.policy.Verdict;

/** Draws a compiled policy in Graphviz' language. */
public final class TreeDot
{
    private final CompiledPolicy policy;
    private final ValueText values;
    private final StringBuilder text = new StringBuilder();

    private TreeDot(final CompiledPolicy policy)
    {
        this.policy = policy;
        this.values = new ValueText(policy.policy().ports());
    }

    /** A directed graph from the first question at the top to the leaves; for {@code dot -Tsvg}. */
    public static String dot(final CompiledPolicy policy)
    {
        return new TreeDot(policy).draw();
    }

    private String draw()
    {
        text.append("digraph policy {\n");
        text.append("    node [fontname=\"Helvetica\", fontsize=11];\n");
        text.append("    edge [fontname=\"Helvetica\", fontsize=10];\n");
        for (int leaf = 0; leaf < policy.leaves().size(); leaf++)
        {
            leaf(leaf);
        }
        for (final Diagram.Decision decision : policy.diagram().all())
        {
            text.append("    ").append(name(decision)).append(" [shape=box, style=rounded, label=\"")
                .append(escaped(Answers.question(decision.variable()))).append("\"];\n");
            edges(decision);
        }
        return text.append("}\n").toString();
    }

    private void leaf(final int index)
    {
        final Leaf leaf = policy.leaves().get(index);
        final Rule rule = policy.rules().get(leaf.rule());
        text.append("    leaf").append(index).append(" [shape=box, style=filled, fillcolor=\"")
            .append(Verdict.DROP == leaf.verdict() ? "#f6c1bc" : "#c9e7c5").append("\", label=\"")
            .append(leaf.verdict().name().toLowerCase(Locale.ROOT)).append(leaf.logs().isEmpty() ? "" : ", log")
            .append("\\n").append(escaped(rule.label())).append("\\n").append(escaped(rule.location()))
            .append("\"];\n");
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
            final String label = hasElse && edge.getKey() == common ?
                "else" : Answers.of(decision, edge.getValue(), values);
            text.append("    ").append(name(decision)).append(" -> ").append(name(edge.getKey()))
                .append(" [label=\"").append(escaped(label)).append("\"];\n");
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

    private static String escaped(final String label)
    {
        return label.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
