package porteira.tree;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import porteira.policy.Condition;
import porteira.policy.IntervalSet;
import porteira.policy.Match;
import porteira.set.Membership;
import porteira.tree.cut.Boxes;
import porteira.tree.cut.CrossBuilder;
import porteira.tree.cut.NarrowTree;
import porteira.tree.cut.WideTree;
import porteira.wire.PacketLayout;

/** Turns flat rules into tables. */
final class TableBuilder
{
    /** Boxes of all lines together, where sets multiply. */
    private static final int BOXES = 400_000;

    private static final int MOST_BOXES_OF_LINE = 1024;
    private static final int FEWEST_BOXES_OF_LINE = 8;
    private static final int FAMILIES = 3;

    private final List<FlatRule> rules;
    private final Queries queries;
    private final Boxes[] families = new Boxes[FAMILIES];
    private final Leftover[] leftovers;
    private final Map<IntervalSet, Membership> large = new HashMap<>();
    private final int words;

    private TableBuilder(final List<FlatRule> rules, final Queries queries)
    {
        this.rules = rules;
        this.queries = queries;
        this.leftovers = new Leftover[rules.size()];
        this.words = readsEther(rules) ? WideTree.WORDS : 1;
        for (int network = 0; network < FAMILIES; network++)
        {
            families[network] = new Boxes(width(network));
        }
    }

    /**
     * Build.
     *
     * @param leaves gets the leaf of every walk that a frame may take
     * @throws TooLargeException where there are too many such walks
     */
    static RuleTables build(final List<FlatRule> rules, final Queries queries, final LeafTable leaves)
    {
        final TableBuilder builder = new TableBuilder(rules, queries);
        builder.fill();
        final Walks walks = new Walks(rules, builder.families);
        walks.follow(leaves);
        final boolean isNarrow = 1 == builder.words;
        final WideTree[] wide = new WideTree[FAMILIES];
        for (int network = 0; network < FAMILIES; network++)
        {
            wide[network] = isNarrow && PacketLayout.NETWORK_IPV4 == network ? null :
                new WideTree(builder.families[network]);
        }
        final int[] leavesByLine = walks.leaves();
        return new RuleTables(
            isNarrow ? CrossBuilder.build(builder.families[PacketLayout.NETWORK_IPV4], leavesByLine) : null,
            isNarrow ? new NarrowTree(builder.families[PacketLayout.NETWORK_IPV4]) : null,
            wide, leavesByLine, walks.nexts(), walks.questions(), builder.leftovers, walks.ends());
    }

    private int width(final int network)
    {
        return PacketLayout.NETWORK_IPV4 == network ? words : WideTree.WORDS;
    }

    private void fill()
    {
        final int limit = Math.clamp(BOXES / rules.size(), FEWEST_BOXES_OF_LINE, MOST_BOXES_OF_LINE);
        final boolean[] isSkipped = PairCover.skipped(rules);
        for (int line = 0; line < rules.size(); line++)
        {
            final FlatRule rule = rules.get(line);
            final Conjunction conjunction = new Conjunction(rule.premises());
            final boolean ends = null != rule.verdict() && !isSkipped[line] && !Walks.isAsking(rule);
            final Set<Condition> left = new LinkedHashSet<>();
            for (int network = 0; network < FAMILIES; network++)
            {
                final LineBoxes boxes = new LineBoxes(rule.premises(), conjunction, network, limit);
                boxes.addTo(families[network], width(network), line, ends);
                left.addAll(boxes.left());
            }
            // A condition that one family's keys do not cover is looked at in all.
            leftovers[line] = left.isEmpty() ? null : new Leftover(List.copyOf(left), queries, large);
        }
    }

    private static boolean readsEther(final List<FlatRule> rules)
    {
        for (final FlatRule rule : rules)
        {
            for (final Premise premise : rule.premises())
            {
                if (premise.condition() instanceof Match match && TableField.isEther(match.field().kind()))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
