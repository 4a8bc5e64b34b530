package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries out commands one after another, as the kernel would, on a {@link Ruleset}. */
final class CommandReader
{
    private static final String FILTER = "filter";
    private static final List<String> TABLES = List.of(FILTER, "nat", "mangle", "raw", "security");

    /** The kernel's XT_EXTENSION_MAXNAMELEN less its terminator. */
    private static final int MAX_CHAIN_NAME = 28;

    private final RuleProblems problems;
    private final Bridge bridge;
    private final Ruleset ruleset;
    private String savedTable = FILTER;

    CommandReader(final RuleProblems problems, final Bridge bridge, final Ruleset ruleset)
    {
        this.problems = problems;
        this.bridge = bridge;
        this.ruleset = ruleset;
    }

    /** A line {@code *filter}: iptables-restore empties the table first. */
    void table(final Family family, final Word table)
    {
        savedTable = table.text();
        checkTable(table, savedTable);
        if (FILTER.equals(savedTable) && ruleset.isUsed(family))
        {
            problems.report(table, "'*filter' replaces the rules that were read before; import it first or alone");
        }
    }

    /** A line {@code COMMIT}. */
    void commit()
    {
        savedTable = FILTER;
    }

    /** A line {@code :FORWARD ACCEPT [0:0]}. */
    void chain(final Family family, final List<Word> words)
    {
        final Word first = words.getFirst();
        final Word name = first.withText(first.text().substring(1));
        final Word policy = 1 < words.size() ? words.get(1) : null;
        if (null == policy)
        {
            problems.report(first, "found '" + first.text() + "', expected a chain and its policy");
        }
        else if ("-".equals(policy.text()))
        {
            if (FILTER.equals(savedTable))
            {
                make(family, name);
            }
        }
        else
        {
            policy(family, savedTable, name, policy);
        }
    }

    /**
     * A command.
     *
     * @param words without the program
     * @param first where it starts
     */
    void run(final Family family, final List<Word> words, final Word first)
    {
        final List<Argument> rule = new ArrayList<>();
        Argument command = null;
        Word table = first.withText(savedTable);
        for (final Argument argument : new ArgumentReader(problems, words).read())
        {
            if (null == argument.option() || Option.Role.MATCH == argument.option().role() ||
                Option.Role.TARGET == argument.option().role())
            {
                rule.add(argument);
            }
            else if (Option.Role.COMMAND == argument.option().role())
            {
                if (null != command)
                {
                    problems.report(argument.at(), "'" + argument.at().text() + "' can not stand with '" +
                        command.at().text() + "'");
                }
                command = argument;
            }
            else
            {
                table = Option.TABLE == argument.option() ? argument.value() : table;
                checkFamily(family, argument);
            }
        }
        if (null == command)
        {
            problems.report(first, "no command, expected one of -A, -I, -D, -R, -N, -X, -F or -P");
            return;
        }
        checkTable(table, table.text());
        run(family, table, command, rule);
    }

    private void checkFamily(final Family family, final Argument argument)
    {
        final boolean isOther = Family.IPV4 == family && Option.ONLY_IPV6 == argument.option() ||
            Family.IPV6 == family && Option.ONLY_IPV4 == argument.option();
        if (isOther)
        {
            problems.report(argument.at(), "'" + argument.at().text() + "' contradicts '" + family.program() + "'");
        }
    }

    private void checkTable(final Word at, final String table)
    {
        if (!TABLES.contains(table))
        {
            problems.report(at, "table '" + table + "' does not exist" + Spelling.didYouMean(table, TABLES));
        }
    }

    private void run(final Family family, final Word table, final Argument command, final List<Argument> rule)
    {
        final List<Word> values = command.values();
        final boolean isFilter = FILTER.equals(table.text());
        switch (command.option())
        {
            case APPEND, INSERT, DELETE, REPLACE ->
            {
                if (isFilter)
                {
                    change(family, command, rule);
                }
                else
                {
                    refuseTable(family, table, command, rule);
                }
            }
            case POLICY -> policy(family, table.text(), values.getFirst(), values.getLast());
            case NEW_CHAIN ->
            {
                if (isFilter)
                {
                    make(family, values.getFirst());
                }
            }
            case FLUSH ->
            {
                if (isFilter)
                {
                    chosen(family, values).forEach((chain) -> chain.rules().clear());
                }
            }
            case DELETE_CHAIN ->
            {
                if (isFilter)
                {
                    remove(family, values);
                }
            }
            default ->
            {
                // CHECK, LIST, LIST_RULES and ZERO change no rule.
            }
        }
    }

    /** Rules of other tables are read for what else is wrong with them. */
    private void refuseTable(
        final Family family, final Word table, final Argument command, final List<Argument> rule)
    {
        if (TABLES.contains(table.text()))
        {
            problems.report(table, "rules of table '" + table.text() + "' are not supported: frames are passed or " +
                "dropped, never rewritten");
        }
        final Set<String> chains = new HashSet<>();
        rule.forEach((argument) ->
        {
            if (Option.JUMP == argument.option() || Option.GOTO == argument.option())
            {
                chains.add(argument.value().text());
            }
        });
        new RuleReader(problems, family, bridge, command.at(), null, chains).read(rule);
    }

    private void change(final Family family, final Argument command, final List<Argument> arguments)
    {
        final ImportedChain chain = find(family, command.values().getFirst());
        final Word position = 1 < command.values().size() ? command.values().getLast() : null;
        if (Option.DELETE == command.option() && null != position)
        {
            final int index = index(position, chain, 0);
            if (0 <= index)
            {
                chain.rules().remove(index);
            }
            return;
        }
        final Set<String> chains = ruleset.chains(family).keySet();
        final ImportedRule rule =
            new RuleReader(problems, family, bridge, command.at(), chain, chains).read(arguments);
        if (null == chain)
        {
            return;
        }
        switch (command.option())
        {
            case APPEND -> chain.rules().add(rule);
            case INSERT ->
            {
                final int index = null == position ? 0 : index(position, chain, 1);
                if (0 <= index)
                {
                    chain.rules().add(index, rule);
                }
            }
            case REPLACE ->
            {
                final int index = index(position, chain, 0);
                if (0 <= index)
                {
                    chain.rules().set(index, rule);
                }
            }
            default -> delete(chain, rule);
        }
    }

    private void delete(final ImportedChain chain, final ImportedRule rule)
    {
        for (int i = 0; i < chain.rules().size(); i++)
        {
            if (chain.rules().get(i).isSame(rule))
            {
                chain.rules().remove(i);
                return;
            }
        }
        problems.report(rule.at(), "no such rule in chain " + chain.name());
    }

    /** Place of rule number {@code position}, from 0; -1 if something was reported. */
    private int index(final Word position, final ImportedChain chain, final int beyond)
    {
        final int last = null == chain ? Integer.MAX_VALUE : chain.rules().size() + beyond;
        if (position.text().matches("\\d{1,9}"))
        {
            final int number = Integer.parseInt(position.text());
            if (1 <= number && number <= last)
            {
                return null == chain ? -1 : number - 1;
            }
        }
        problems.report(position, "found '" + position.text() + "', expected the number of a rule, from 1 to " + last);
        return -1;
    }

    private ImportedChain find(final Family family, final Word name)
    {
        final Map<String, ImportedChain> chains = ruleset.chains(family);
        final ImportedChain chain = chains.get(name.text());
        if (null == chain)
        {
            problems.report(name, "chain '" + name.text() + "' does not exist" +
                Spelling.didYouMean(name.text(), chains.keySet()));
        }
        return chain;
    }

    private List<ImportedChain> chosen(final Family family, final List<Word> names)
    {
        if (names.isEmpty())
        {
            return List.copyOf(ruleset.chains(family).values());
        }
        final ImportedChain chain = find(family, names.getFirst());
        return null == chain ? List.of() : List.of(chain);
    }

    private void make(final Family family, final Word name)
    {
        final boolean isFit = name.text().matches("[^\\s\"!-][^\\s\"]*") && MAX_CHAIN_NAME >= name.text().length();
        if (!isFit || TargetReader.KNOWN.contains(name.text()))
        {
            problems.report(name, "found '" + name.text() + "', expected a name for a chain of 1 to " +
                MAX_CHAIN_NAME + " characters that is no target");
        }
        else if (null != ruleset.chains(family).putIfAbsent(
            name.text(), new ImportedChain(name.text(), name, null)))
        {
            problems.report(name, "chain '" + name.text() + "' exists already");
        }
    }

    private void remove(final Family family, final List<Word> names)
    {
        for (final ImportedChain chain : chosen(family, names))
        {
            if (chain.isBuiltIn() && names.isEmpty())
            {
                continue;
            }
            if (chain.isBuiltIn() || !chain.rules().isEmpty() || isTarget(family, chain.name()))
            {
                problems.report(names.isEmpty() ? chain.at() : names.getFirst(), "chain '" + chain.name() +
                    "' can not be deleted: it is " + (chain.isBuiltIn() ? "always there" : "in use"));
                continue;
            }
            ruleset.chains(family).remove(chain.name());
        }
    }

    private boolean isTarget(final Family family, final String name)
    {
        for (final ImportedChain chain : ruleset.chains(family).values())
        {
            for (final ImportedRule rule : chain.rules())
            {
                final Target target = rule.target();
                if (name.equals(target.text()) &&
                    (Target.Kind.CHAIN == target.kind() || Target.Kind.GOTO == target.kind()))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private void policy(final Family family, final String table, final Word name, final Word policy)
    {
        final String verdict = policy.text();
        if (!"ACCEPT".equals(verdict) && !"DROP".equals(verdict))
        {
            problems.report(policy, "found '" + verdict + "', expected the policy ACCEPT or DROP");
        }
        else if (!FILTER.equals(table))
        {
            if ("DROP".equals(verdict))
            {
                problems.report(name, "a policy in table '" + table + "' is not supported");
            }
        }
        else
        {
            final ImportedChain chain = find(family, name);
            if (null != chain && !chain.isBuiltIn())
            {
                problems.report(name, "only INPUT, FORWARD and OUTPUT have a policy");
            }
            else if (null != chain)
            {
                chain.policy("DROP".equals(verdict) ? "drop" : "accept", name);
            }
        }
    }
}
