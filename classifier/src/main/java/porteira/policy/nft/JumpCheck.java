package porteira.policy.nft;

import org.antlr.v4.runtime.Token;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
        jumps.keySet().forEach(this::height);
    }

    /** Chains entered one within another below this one; a cycle is reported at the jump that closes it. */
    private int height(final String chain)
    {
        final Integer known = heights.get(chain);
        if (null != known)
        {
            return known;
        }
        open.add(chain);
        int height = 0;
        for (final Token to : jumps.getOrDefault(chain, List.of()))
        {
            if (open.contains(to.getText()))
            {
                problems.report(to, "this jump leads back to chain '" + to.getText() + "'");
                continue;
            }
            final int below = 1 + height(to.getText());
            if (MAX_DEPTH == below)
            {
                problems.report(to, "jumps nest deeper than " + MAX_DEPTH);
            }
            height = Math.max(height, below);
        }
        open.remove(chain);
        heights.put(chain, height);
        return height;
    }
}
