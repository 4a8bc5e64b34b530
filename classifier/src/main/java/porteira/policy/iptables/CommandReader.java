package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries out commands one after another, as the kernel would, on a {@link Ruleset}. */
final class CommandReader
{
    private static final List<String> TABLES = List.of("filter", "nat", "mangle", "raw", "security");

    /** The kernel's XT_EXTENSION_MAXNAMELEN less its terminator. */
    private static final int MAX_CHAIN_NAME = 28;

    private final RuleProblems problems;
    private final Bridge bridge;
    private final Ruleset ruleset;
    private String savedTable = Table.FILTER.word();

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
        final Table kept = Table.of(savedTable);
        if (null != kept && ruleset.isUsed(family, kept))
        {
            problems.report(table, "'*" + savedTable +
                "' replaces the rules that were read before; import it first or alone");
        }
    }

    /** A line {@code COMMIT}. */
    void commit()
    {
        savedTable = Table.FILTER.word();
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
            make(family, Table.of(savedTable), name);
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

    private void run(final Family family, final Word name, final Argument command, final List<Argument> rule)
    {
        final List<Word> values = command.values();
        final Table table = Table.of(name.text());
        switch (command.option())
        {
            case APPEND, INSERT, DELETE, REPLACE ->
            {
                if (null != table)
                {
                    change(family, table, command, rule);
                }
                else if (TABLES.contains(name.text()))
                {
                    problems.report(name, "rules of table '" + name.text() + "' are not supported: a frame is " +
                        "passed, answered or dropped, and only its addresses and ports are ever rewritten");
                }
            }
            case POLICY -> policy(family, name.text(), values.getFirst(), values.getLast());
            case NEW_CHAIN -> make(family, table, values.getFirst());
            case FLUSH ->
            {
                if (null != table)
                {
                    chosen(family, table, values).forEach((chain) -> chain.rules().clear());
                }
            }
            case DELETE_CHAIN ->
            {
                if (null != table)
                {
                    remove(family, table, values);
                }
            }
            default ->
            {
                // CHECK, LIST, LIST_RULES and ZERO change no rule.
            }
        }
    }

    private void change(
        final Family family, final Table table, final Argument command, final List<Argument> arguments)
    {
        final Map<String, ImportedChain> chains = ruleset.chains(family, table);
        final ImportedChain chain = find(chains, command.values().getFirst());
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
        final Place place = new Place(family, table, null == chain ? "" : chain.name(), chains.keySet());
        final ImportedRule rule = new RuleReader(problems, bridge, command.at(), place).read(arguments);
        if (null == chain)
        {
            return;
        }
        if (place.isIn("INPUT") && Table.NAT == table)
        {
            problems.report(command.values().getFirst(), "chain INPUT of table 'nat' is not supported: it rewrites " +
                "what ends in a machine, behind the bridge");
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

    private ImportedChain find(final Map<String, ImportedChain> chains, final Word name)
    {
        final ImportedChain chain = chains.get(name.text());
        if (null == chain)
        {
            problems.report(name, "chain '" + name.text() + "' does not exist" +
                Spelling.didYouMean(name.text(), chains.keySet()));
        }
        return chain;
    }

    private List<ImportedChain> chosen(final Family family, final Table table, final List<Word> names)
    {
        final Map<String, ImportedChain> chains = ruleset.chains(family, table);
        if (names.isEmpty())
        {
            return List.copyOf(chains.values());
        }
        final ImportedChain chain = find(chains, names.getFirst());
        return null == chain ? List.of() : List.of(chain);
    }

    /** A chain of a table that is refused is none. */
    private void make(final Family family, final Table table, final Word name)
    {
        final boolean isFit = name.text().matches("[^\\s\"!-][^\\s\"]*") && MAX_CHAIN_NAME >= name.text().length();
        if (!isFit || TargetReader.KNOWN.contains(name.text()))
        {
            problems.report(name, "found '" + name.text() + "', expected a name for a chain of 1 to " +
                MAX_CHAIN_NAME + " characters that is no target");
        }
        else if (null != table && null != ruleset.chains(family, table).putIfAbsent(
            name.text(), new ImportedChain(name.text(), name, null)))
        {
            problems.report(name, "chain '" + name.text() + "' exists already");
        }
    }

    private void remove(final Family family, final Table table, final List<Word> names)
    {
        final Map<String, ImportedChain> chains = ruleset.chains(family, table);
        for (final ImportedChain chain : chosen(family, table, names))
        {
            if (chain.isBuiltIn() && names.isEmpty())
            {
                continue;
            }
            if (chain.isBuiltIn() || !chain.rules().isEmpty() || isTarget(chains, chain.name()))
            {
                problems.report(names.isEmpty() ? chain.at() : names.getFirst(), "chain '" + chain.name() +
                    "' can not be deleted: it is " + (chain.isBuiltIn() ? "always there" : "in use"));
                continue;
            }
            chains.remove(chain.name());
        }
    }

    private static boolean isTarget(final Map<String, ImportedChain> chains, final String name)
    {
        for (final ImportedChain chain : chains.values())
        {
            for (final ImportedRule rule : chain.rules())
            {
                if (rule.target().isChain() && name.equals(rule.target().text()))
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
        else if (Table.FILTER != Table.of(table))
        {
            if ("DROP".equals(verdict))
            {
                problems.report(name, "a policy in table '" + table + "' is not supported");
            }
        }
        else
        {
            final ImportedChain chain = find(ruleset.chains(family, Table.FILTER), name);
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
