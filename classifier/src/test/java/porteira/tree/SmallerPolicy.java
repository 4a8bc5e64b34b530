package porteira.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import porteira.policy.Action;
import porteira.policy.Chain;
import porteira.policy.IntervalSet;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;

/** A policy with something left out, for those that no text says. */
final class SmallerPolicy
{
    private SmallerPolicy()
    {
    }

    /** Without chains, rules, parts of rules, values. */
    static Stream<Policy> of(final Policy policy)
    {
        final List<Rule> rules = policy.rules().subList(0, policy.rules().size() - 1);
        final Stream<Policy> withoutChain = policy.chains().values().stream()
            .filter((chain) -> chain != policy.base() && !chain.rules().isEmpty())
            .map((chain) -> with(policy, rules.stream().filter((rule) -> !chain.rules().contains(rule)).toList()));
        final Stream<Policy> withoutRules = Shrinker.without(rules).map((left) -> with(policy, left));
        final Stream<Policy> changed = rules.stream().flatMap((rule) -> smaller(rule.parts()).map((parts) ->
        {
            final List<Rule> others = new ArrayList<>(rules);
            others.set(rule.index(),
                new Rule(rule.index(), rule.location(), rule.text(), rule.comment(), parts));
            return with(policy, others);
        }));
        return Stream.of(withoutChain, withoutRules, changed).flatMap((some) -> some);
    }

    /** The rules that are left, numbered anew; a rule stays in its chain, whichever parts it has now. */
    private static Policy with(final Policy policy, final List<Rule> left)
    {
        final Map<Integer, Rule> byOldIndex = new LinkedHashMap<>();
        final List<Rule> all = new ArrayList<>();
        final Rule last = policy.rules().getLast();
        Stream.concat(left.stream(), Stream.of(last)).forEach((rule) ->
        {
            final Rule renumbered =
                new Rule(all.size(), rule.location(), rule.text(), rule.comment(), rule.parts());
            byOldIndex.put(rule.index(), renumbered);
            all.add(renumbered);
        });
        final Set<String> targets = all.stream().flatMap((rule) -> rule.parts().stream())
            .flatMap(SmallerPolicy::targets).collect(Collectors.toSet());
        final Map<String, Chain> chains = new LinkedHashMap<>();
        policy.chains().forEach((name, chain) ->
        {
            final List<Rule> mine = chain.rules().stream().map((rule) -> byOldIndex.get(rule.index()))
                .filter((rule) -> null != rule).toList();
            if (chain == policy.base() || !mine.isEmpty() || targets.contains(name))
            {
                chains.put(name, new Chain(name, chain.location(),
                    null == chain.policyRule() ? null : byOldIndex.get(last.index()), mine));
            }
        });
        return new Policy(policy.table(), chains.get(policy.base().name()), chains, all, policy.sets(),
            policy.questions(), policy.ports());
    }

    private static Stream<String> targets(final RulePart part)
    {
        return switch (part)
        {
            case RulePart.Jump jump -> Stream.of(jump.chain());
            case RulePart.Choose choose ->
                choose.cases().stream().flatMap((one) -> one.then().stream()).flatMap(SmallerPolicy::targets);
            default -> Stream.empty();
        };
    }

    private static Stream<List<RulePart>> smaller(final List<RulePart> parts)
    {
        final Stream<List<RulePart>> fewer = Shrinker.without(parts).filter((left) -> isKeyMade(parts, left));
        final Stream<List<RulePart>> changed = IntStream.range(0, parts.size()).boxed().flatMap((at) ->
            smaller(parts.get(at)).map((part) ->
            {
                final List<RulePart> others = new ArrayList<>(parts);
                others.set(at, part);
                return others;
            }));
        return Stream.concat(fewer, changed);
    }

    /** A set is changed only behind what makes sure that its key is there. */
    private static boolean isKeyMade(final List<RulePart> parts, final List<RulePart> left)
    {
        return left.stream().noneMatch(Action.SetUpdate.class::isInstance) || parts.stream()
            .filter((part) -> part instanceof Match match && match.implicit()).allMatch(left::contains);
    }

    private static Stream<RulePart> smaller(final RulePart part)
    {
        return switch (part)
        {
            case Match match -> Shrinker.without(match.values().intervals()).filter((left) -> !left.isEmpty())
                .map((left) -> new Match(match.field(), IntervalSet.of(match.field().bits(), left), match.negated(),
                match.implicit(), match.text()));
            case Lookup lookup -> Shrinker.without(lookup.set().elements())
                .map((left) -> new Lookup(lookup.key(), with(lookup.set(), left), lookup.negated(), lookup.text()));
            case RulePart.Choose choose -> Stream.concat(
                Shrinker.without(choose.cases()).filter((left) -> !left.isEmpty()).map(RulePart.Choose::new),
                IntStream.range(0, choose.cases().size()).boxed().flatMap((at) ->
                smaller(choose.cases().get(at)).map((one) ->
                {
                    final List<RulePart.Case> others = new ArrayList<>(choose.cases());
                    others.set(at, one);
                    return new RulePart.Choose(others);
                })));
            default -> Stream.empty();
        };
    }

    private static Stream<RulePart.Case> smaller(final RulePart.Case one)
    {
        return Stream.concat(
            Shrinker.without(one.conditions()).map((left) -> new RulePart.Case(left, one.then())),
            Shrinker.without(one.then()).map((left) -> new RulePart.Case(one.conditions(), left)));
    }

    private static SetDeclaration with(final SetDeclaration set, final List<SetDeclaration.Element> elements)
    {
        return new SetDeclaration(
            set.name(), set.types(), set.flags(), set.timeoutMs(), set.size(), elements);
    }
}
