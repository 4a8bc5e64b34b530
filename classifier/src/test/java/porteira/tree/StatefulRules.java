package porteira.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import porteira.policy.Action;
import porteira.policy.Ask;
import porteira.policy.Chain;
import porteira.policy.Condition;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.IntervalSet;
import porteira.policy.KeyType;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.policy.Lookup;
import porteira.policy.Match;
import porteira.policy.Policy;
import porteira.policy.Question;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.policy.SetDeclaration;
import porteira.policy.Tunnel;
import porteira.policy.U32;
import porteira.policy.UInt128;
import porteira.policy.Verdict;
import porteira.wire.PacketLayout;

/** Puts conditions and actions of every kind that the model has between those that a policy has already. */
final class StatefulRules
{
    private static final int[] OCTETS = { 0x05, 0x0A, 0x19, 0x71, 0xC6, 0xCB };
    private static final long[] HOSTS = { 0xCB007119L, 0xCB007107L, 0xCB007004L, 0xC63364C8L, 0x0A010203L };
    private static final long[] PORTS = { 25, 465, 587, 80, 1024 };
    private static final Verdict[] VERDICTS = { Verdict.ACCEPT, Verdict.DROP, Verdict.REJECT, Verdict.FORWARD };

    private final SplittableRandom random;
    private final List<Question> questions = new ArrayList<>();
    private boolean isInChoice;

    StatefulRules(final SplittableRandom random)
    {
        this.random = random;
    }

    /** The policy with more in its rules. */
    Policy in(final Policy policy)
    {
        questions.clear();
        final Rule last = policy.base().policyRule();
        final List<Rule> rules = new ArrayList<>();
        for (final Rule rule : policy.rules())
        {
            rules.add(rule == last ? rule : new Rule(
                rule.index(), rule.location(), rule.text(), rule.comment(), parts(rule.parts())));
        }
        final Map<String, Chain> chains = new LinkedHashMap<>();
        policy.chains().forEach((name, chain) -> chains.put(name, new Chain(
            name, chain.location(), chain.policyRule(),
            chain.rules().stream().map((rule) -> rules.get(rule.index())).toList())));
        return new Policy(
            policy.table(), chains.get(policy.base().name()), chains, rules, List.of(), questions, policy.ports());
    }

    private List<RulePart> parts(final List<RulePart> old)
    {
        final List<RulePart> parts = new ArrayList<>();
        for (final RulePart part : old)
        {
            if (isEnd(part))
            {
                continue;
            }
            if (0 == random.nextInt(5))
            {
                addAny(parts);
            }
            parts.add(part);
        }
        for (int more = random.nextInt(3); more > 0; more--)
        {
            addAny(parts);
        }
        final RulePart end = old.isEmpty() || !isEnd(old.getLast()) ? null : old.getLast();
        if (0 == random.nextInt(4))
        {
            parts.add(choose(end));
        }
        else if (null != end)
        {
            parts.add(end);
        }
        return parts;
    }

    private static boolean isEnd(final RulePart part)
    {
        return part instanceof RulePart.Decide || part instanceof RulePart.Jump || part instanceof RulePart.Return;
    }

    private RulePart choose(final RulePart end)
    {
        final List<RulePart.Case> cases = new ArrayList<>();
        // Front ends ask the same of the same packet in all cases; 'tunnel' beside another tunnel is none of theirs.
        isInChoice = true;
        for (int i = random.nextInt(1, 4); i > 0; i--)
        {
            final List<Condition> conditions = new ArrayList<>();
            for (int more = random.nextInt(3); more > 0; more--)
            {
                conditions.add(plain());
            }
            final List<RulePart> then = new ArrayList<>();
            if (random.nextBoolean())
            {
                then.add(new Action.Duplicate(random.nextInt(3)));
            }
            if (0 != random.nextInt(4))
            {
                then.add(null != end && random.nextBoolean() ? end : new RulePart.Decide(pick(VERDICTS)));
            }
            cases.add(new RulePart.Case(conditions, then));
        }
        isInChoice = false;
        return new RulePart.Choose(cases);
    }

    private void addAny(final List<RulePart> parts)
    {
        switch (random.nextInt(10))
        {
            case 0 -> parts.add(new Action.Duplicate(random.nextInt(3)));
            case 1 ->
            {
                // What makes the key is there before it is used, as every front end has it.
                final Layer layer = layer();
                parts.add(new Match(new Field(layer, Kind.NETWORK),
                    IntervalSet.of(2, PacketLayout.NETWORK_IPV4), false, true, "ip"));
                parts.add(new Action.SetUpdate(Action.SetUpdate.Operation.ADD, set(List.of(KeyType.IPV4_ADDR), true),
                    List.of(new Field(layer, Kind.IP_SOURCE)), 1_000L * random.nextInt(3)));
            }
            default -> parts.add(condition());
        }
    }

    private Condition condition()
    {
        return 0 == random.nextInt(4) ? ask() : plain();
    }

    /** One that has no consequences: the cases of a choice have no others. */
    private Condition plain()
    {
        return switch (random.nextInt(6))
        {
            case 0 -> lookup();
            case 1 -> masked();
            case 2 -> raw();
            case 3 -> match(Field.outermost(Kind.CT_STATE), IntervalSet.of(7, random.nextBoolean() ?
                new long[]{ 8 } : new long[]{ 2, 4 }));
            case 4 -> u32();
            default -> new Lookup(List.of(new Field(layer(), Kind.IP_SOURCE)), set(List.of(KeyType.IPV4_ADDR), true),
                random.nextBoolean(), "ip saddr @changing");
        };
    }

    private Layer layer()
    {
        return switch (random.nextInt(8))
        {
            case 0 -> isInChoice ? Layer.OUTERMOST : Layer.OUTERMOST.inside(Tunnel.SOME);
            case 1 -> Layer.OUTERMOST.inside(Tunnel.GRE);
            default -> Layer.OUTERMOST;
        };
    }

    private Match match(final Field field, final IntervalSet values)
    {
        return new Match(field, values, 0 == random.nextInt(3), false, field.text());
    }

    private Lookup lookup()
    {
        final Layer layer = layer();
        final List<Field> key = new ArrayList<>();
        final List<KeyType> types = new ArrayList<>();
        for (int fields = random.nextInt(2, 5); fields > 0; fields--)
        {
            switch (random.nextInt(6))
            {
                case 0 -> add(key, types, new Field(layer, Kind.IP_SOURCE), KeyType.IPV4_ADDR);
                case 1 -> add(key, types, new Field(layer, Kind.DESTINATION_PORT), KeyType.INET_SERVICE);
                case 2 -> add(key, types, new Field(layer, Kind.L4_PROTOCOL), KeyType.INET_PROTO);
                case 3 -> add(key, types, Field.outermost(Kind.INGRESS), KeyType.IFNAME);
                case 4 -> add(key, types, new Field(layer, Kind.IP6_DESTINATION), KeyType.IPV6_ADDR);
                default -> add(key, types, Field.outermost(Kind.ETHER_SOURCE), KeyType.ETHER_ADDR);
            }
        }
        return new Lookup(key, set(types, random.nextBoolean()), random.nextBoolean(), "a . b");
    }

    private static void add(
        final List<Field> key, final List<KeyType> types, final Field field, final KeyType type)
    {
        key.add(field);
        types.add(type);
    }

    private SetDeclaration set(final List<KeyType> types, final boolean isDynamic)
    {
        final List<SetDeclaration.Element> elements = new ArrayList<>();
        for (int count = random.nextInt(6); count > 0; count--)
        {
            elements.add(new SetDeclaration.Element(types.stream().map(this::interval).toList(), 0, ""));
        }
        return new SetDeclaration(isDynamic ? "changing" : "", types,
            isDynamic ? Set.of(SetDeclaration.Flag.DYNAMIC, SetDeclaration.Flag.INTERVAL) :
            Set.of(SetDeclaration.Flag.INTERVAL), 0, 0, elements);
    }

    private Interval interval(final KeyType type)
    {
        if (0 == random.nextInt(4))
        {
            return new Interval(UInt128.ZERO, UInt128.max(type.bits()));
        }
        return switch (type)
        {
            case IPV4_ADDR -> Interval.prefix(UInt128.of(pick(HOSTS)), 8 * random.nextInt(1, 5), 32);
            case INET_SERVICE -> Interval.of(pick(PORTS), 1024);
            case INET_PROTO -> Interval.of(1, random.nextInt(1, 59));
            case IFNAME -> Interval.of(0, random.nextInt(3));
            case IPV6_ADDR -> Interval.prefix(new UInt128(0x20010DB8_B01A70DAL, 0x25), 16 * random.nextInt(9), 128);
            default -> Interval.of(0x0200_0000_0000L, 0x0200_0000_0002L);
        };
    }

    private Condition masked()
    {
        final Kind kind = List.of(Kind.IP_SOURCE, Kind.IP_DESTINATION, Kind.IP6_SOURCE, Kind.DESTINATION_PORT,
            Kind.ETHER_DESTINATION, Kind.L4_PROTOCOL, Kind.TCP_FLAGS, Kind.ETHER_TYPE).get(random.nextInt(8));
        final boolean isOfFrame = Kind.ETHER_DESTINATION == kind || Kind.ETHER_TYPE == kind;
        final UInt128 mask = new UInt128(random.nextLong(), random.nextLong() & random.nextLong())
            .and(UInt128.max(kind.bits()));
        final UInt128 wanted = new UInt128(0x20010DB8_B01A70DAL, pick(HOSTS)).and(mask);
        final UInt128 limit = random.nextBoolean() ? wanted : UInt128.max(kind.bits());
        return match(
            new Field(isOfFrame ? Layer.OUTERMOST : layer(), kind, new Detail.Masked(mask)),
            IntervalSet.of(kind.bits(), List.of(new Interval(wanted, limit))));
    }

    private Condition raw()
    {
        final Kind kind =
            List.of(Kind.LINK_BYTES, Kind.NETWORK_BYTES, Kind.TRANSPORT_BYTES).get(random.nextInt(3));
        final int bits = random.nextInt(1, 129);
        final UInt128 mask = random.nextBoolean() ? UInt128.max(bits) :
            new UInt128(random.nextLong(), random.nextLong()).and(UInt128.max(bits));
        final UInt128 first = new UInt128(random.nextLong(), pick(OCTETS)).and(mask);
        return match(
            new Field(Kind.LINK_BYTES == kind ? Layer.OUTERMOST : layer(), kind,
                new Detail.Slice(random.nextInt(200), bits, mask)),
            IntervalSet.of(bits, List.of(new Interval(first, UInt128.max(bits)))));
    }

    private Condition u32()
    {
        final List<U32.Test> tests = new ArrayList<>();
        for (int count = random.nextInt(1, 3); count > 0; count--)
        {
            final List<U32.Step> steps = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--)
            {
                final U32.Operator operator = pick(U32.Operator.values());
                final int operand = switch (operator)
                {
                    case AND -> random.nextBoolean() ? 0x3C : 0xFFFF;
                    case AT -> random.nextInt(12);
                    default -> random.nextInt(32);
                };
                steps.add(new U32.Step(operator, operand));
            }
            tests.add(new U32.Test(
                random.nextInt(40), steps, IntervalSet.of(32, List.of(Interval.of(pick(OCTETS), 0xFFFFFF)))));
        }
        return new U32(Layer.OUTERMOST, PacketLayout.NETWORK_IPV4, tests, random.nextBoolean(), "u32");
    }

    private Condition ask()
    {
        final Question question = switch (random.nextInt(3))
        {
            case 0 -> new Question.Rate(10, 1_000_000_000L, 5, false, random.nextBoolean());
            case 1 -> new Question.Connections(20, true);
            default -> new Question.Meter(set(List.of(KeyType.IPV4_ADDR), true),
                List.of(Field.outermost(Kind.IP_SOURCE)), 0, new Question.Fanout(30, 60_000_000_000L));
        };
        if (!questions.isEmpty() && 0 == random.nextInt(4))
        {
            final int known = random.nextInt(questions.size());
            return new Ask(questions.get(known), known, "question " + known);
        }
        questions.add(question);
        return new Ask(question, questions.size() - 1, "question " + (questions.size() - 1));
    }

    private long pick(final long... choices)
    {
        return choices[random.nextInt(choices.length)];
    }

    private int pick(final int... choices)
    {
        return choices[random.nextInt(choices.length)];
    }

    @SafeVarargs
    private <T> T pick(final T... choices)
    {
        return choices[random.nextInt(choices.length)];
    }
}
