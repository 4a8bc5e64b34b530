package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.problem.Spelling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every jump leads to a chain that exists, none leads back, and none nests deeper than the kernel allows. */
final class JumpCheck
{
    /** The kernel's NFT_JUMP_STACK_SIZE. */
    static final int MAX_DEPTH = 16;

    private final SourceProblems problems;
    private final Map<String, List<Token>> jumps = new LinkedHashMap<>();
    private final Map<String, Integer> heights = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    JumpCheck(final SourceProblems problems)
    {
        this.problems = problems;
    }

    void add(final String from, final Token to)
    {
        jumps.computeIfAbsent(from, (name) -> new ArrayList<>()).add(to);
    }

    void check(final Set<String> chains)
    {
        jumps.forEach((from, targets) -> targets.forEach((to) ->
        {
            if (!chains.contains(to.getText()))
            {
                problems.report(to, "chain '" + to.getText() + "' does not exist" +
                    Spelling.didYouMean(to.getText(), chains));
            }
        }));
        jumps.keySet().forEach(this::visit);
    }

    /** How deep jumps nest below a chain; a cycle is reported at the jump that closes it. */
    private void visit(final String start)
    {
        final Deque<Visit> way = new ArrayDeque<>();
        enter(start, null, way);
        while (!way.isEmpty())
        {
            final Visit visit = way.peek();
            final Token to = visit.left.hasNext() ? visit.left.next() : null;
            if (null == to)
            {
                way.pop();
                open.remove(visit.chain);
                heights.put(visit.chain, visit.height);
                if (!way.isEmpty())
                {
                    nest(way.peek(), visit.entry, visit.height);
                }
            }
            else if (open.contains(to.getText()))
            {
                problems.report(to, "this jump leads back to chain '" + to.getText() + "'");
            }
            else if (heights.containsKey(to.getText()))
            {
                nest(visit, to, heights.get(to.getText()));
            }
            else
            {
                enter(to.getText(), to, way);
            }
        }
    }

    private void enter(final String chain, final Token entry, final Deque<Visit> way)
    {
        if (!heights.containsKey(chain))
        {
            open.add(chain);
            way.push(new Visit(chain, entry, jumps.getOrDefault(chain, List.of()).iterator()));
        }
    }

    private void nest(final Visit visit, final Token to, final int height)
    {
        if (MAX_DEPTH == 1 + height)
        {
            problems.report(to, "jumps nest deeper than " + MAX_DEPTH);
        }
        visit.height = Math.max(visit.height, 1 + height);
    }

    /** A chain that is looked at, the jump that led there, and how deep jumps nest below it as far as is known. */
    private static final class Visit
    {
        private final String chain;
        private final Token entry;
        private final Iterator<Token> left;
        private int height;

        private Visit(final String chain, final Token entry, final Iterator<Token> left)
        {
            this.chain = chain;
            this.entry = entry;
            this.left = left;
        }
    }
}
