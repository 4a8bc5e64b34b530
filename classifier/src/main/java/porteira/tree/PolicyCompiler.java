package porteira.tree;

import porteira.policy.Chain;
import porteira.policy.Kind;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.policy.nft.NftReader;
import porteira.problem.Problem;
import porteira.problem.RefusedException;

import java.nio.file.Path;
import java.util.List;

/** Turns a policy file into code. */
public final class PolicyCompiler
{
    /** Nodes beyond which code outgrows the caches and tables are faster; a hand-written policy has hundreds. */
    static final int FAST_NODES = 2_000;

    /** Answers of all nodes together beyond which the same is true. */
    static final int FAST_ANSWERS = 6_000;

    /** Nodes where there is no other way. */
    static final int MAX_NODES = 100_000;

    private PolicyCompiler()
    {
    }

    /**
     * Compile a file in nftables' syntax.
     *
     * @param ports names that {@code iifname} and {@code oifname} may use
     * @throws RefusedException with everything that is wrong with it
     */
    public static CompiledPolicy compile(final Path file, final PortNames ports)
    {
        return compile(NftReader.read(file, ports), file.toString());
    }

    /**
     * Compile a text in nftables' syntax.
     *
     * @param name for messages
     * @throws RefusedException with everything that is wrong with it
     */
    public static CompiledPolicy compile(final String text, final String name, final PortNames ports)
    {
        return compile(NftReader.read(text, name, ports), name);
    }

    /**
     * Compile a policy whose sets are as written.
     *
     * @param name for messages
     * @throws RefusedException where it is too large
     */
    public static CompiledPolicy compile(final Policy policy, final String name)
    {
        return compile(policy, name, SetBinding.asWritten());
    }

    /**
     * Compile a policy.
     *
     * @param name for messages
     * @param sets what stands behind its sets
     * @throws RefusedException where it is too large
     */
    public static CompiledPolicy compile(final Policy policy, final String name, final SetBinding sets)
    {
        try
        {
            final List<FlatRule> rules = Flattener.flatten(policy);
            final Queries queries = new Queries(sets);
            return fastest(policy, rules, queries);
        }
        catch (final TooLargeException exception)
        {
            throw refused(policy, name, exception.rule(), exception.getMessage());
        }
        catch (final OutOfMemoryError error)
        {
            throw refused(policy, name, -1, "policy too large for this process: rules=" + policy.rules().size() +
                ", heap limit=" + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        }
    }

    /** At a rule, or at the first one of the largest chain. */
    private static RefusedException refused(
        final Policy policy, final String name, final int rule, final String message)
    {
        Chain largest = policy.base();
        for (final Chain chain : policy.chains().values())
        {
            largest = chain.rules().size() > largest.rules().size() ? chain : largest;
        }
        final Rule first = largest.rules().isEmpty() ? largest.policyRule() : largest.rules().getFirst();
        final Rule at = 0 > rule ? first : policy.rules().get(rule);
        final int colon = at.location().lastIndexOf(':');
        final String file = at.location().substring(0, colon);
        return new RefusedException(List.of(new Problem(
            file.equals(String.valueOf(Path.of(name).getFileName())) ? name : file,
            Integer.parseInt(at.location().substring(colon + 1)), at.column(), 0 <= rule ? message :
            message + "; here begins the largest chain, '" + largest.name() + "', rules=" + largest.rules().size())));
    }

    private static CompiledPolicy fastest(
        final Policy policy, final List<FlatRule> rules, final Queries queries)
    {
        try
        {
            return withDiagram(policy, rules, queries, FAST_NODES, FAST_ANSWERS);
        }
        catch (final TooLargeException noDiagram)
        {
            try
            {
                return withTables(policy, rules, queries);
            }
            catch (final TooLargeException noTables)
            {
                return withLargestDiagram(policy, rules, queries, noTables);
            }
        }
    }

    private static CompiledPolicy withLargestDiagram(
        final Policy policy, final List<FlatRule> rules, final Queries queries, final TooLargeException noTables)
    {
        try
        {
            return withDiagram(policy, rules, queries, MAX_NODES, Integer.MAX_VALUE);
        }
        catch (final TooLargeException exception)
        {
            // Tables know which rule was too much for them, a diagram is made of all rules at once.
            throw noTables;
        }
    }

    private static CompiledPolicy withDiagram(
        final Policy policy, final List<FlatRule> rules, final Queries queries, final int nodes, final int answers)
    {
        final DiagramBuilder builder = new DiagramBuilder(rules, queries, nodes);
        final Diagram diagram = builder.build();
        if (answers < diagram.all().stream().mapToInt((decision) -> decision.children().size()).sum())
        {
            throw new TooLargeException("policy too large for the diagram: more than " + answers + " answers");
        }
        return new CompiledPolicy(policy, builder.leaves(), diagram, queries, CodeGenerator.generate(diagram),
            readsEgress(rules), Concern.of(rules, queries), List.of());
    }

    /** For policies that no diagram has room for. */
    static CompiledPolicy withTables(final Policy policy, final List<FlatRule> rules, final Queries queries)
    {
        final LeafTable leaves = new LeafTable();
        final RuleTables tables = TableBuilder.build(rules, queries, leaves);
        final Classifier concern = Concern.of(rules, queries);
        return new CompiledPolicy(policy, leaves, null, queries, tables, readsEgress(rules), concern, List.of(
            "too large for a decision diagram: " + tables.lines() + " rules are looked up in tables of " +
            tables.bytes() / 1024 + " KiB"));
    }

    private static boolean readsEgress(final List<FlatRule> rules)
    {
        return rules.stream().anyMatch((rule) -> rule.premises().stream().anyMatch(PolicyCompiler::readsEgress));
    }

    private static boolean readsEgress(final Premise premise)
    {
        return switch (premise.condition())
        {
            case Match match -> Kind.EGRESS == match.field().kind();
            case Lookup lookup -> lookup.key().stream().anyMatch((field) -> Kind.EGRESS == field.kind());
            default -> false;
        };
    }
}
