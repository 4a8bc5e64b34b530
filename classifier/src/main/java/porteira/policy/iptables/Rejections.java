package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.HashMap;
import java.util.Map;

/** What {@code REJECT} answers, in nft's words. */
final class Rejections
{
    private static final Map<String, String> V4 = table("""
        icmp-net-unreachable net-unreach net-unreachable
        icmp-host-unreachable host-unreach host-unreachable
        icmp-proto-unreachable proto-unreach prot-unreachable
        icmp-port-unreachable port-unreach port-unreachable
        icmp-net-prohibited net-prohib net-prohibited
        icmp-host-prohibited host-prohib host-prohibited
        icmp-admin-prohibited admin-prohib admin-prohibited
        """);
    private static final Map<String, String> V6 = table("""
        icmp6-no-route no-route no-route
        icmp6-adm-prohibited adm-prohibited admin-prohibited
        icmp6-addr-unreachable addr-unreach addr-unreachable
        icmp6-port-unreachable port-unreach port-unreachable
        """);
    private static final String V6_NEW = "icmp6-policy-fail|policy-fail|icmp6-reject-route|reject-route";
    private static final String RESET = "tcp-reset|tcp-rst";

    private Rejections()
    {
    }

    /** Lines of a name, a short name and nft's name. */
    private static Map<String, String> table(final String lines)
    {
        final Map<String, String> table = new HashMap<>();
        lines.lines().forEach((line) ->
        {
            final String[] names = line.split(" ");
            table.put(names[0], names[2]);
            table.put(names[1], names[2]);
        });
        return Map.copyOf(table);
    }

    /**
     * The words behind {@code reject}.
     *
     * @param argument null for the default
     * @param isTcp    true if the rule is about TCP
     */
    static String with(
        final Argument argument, final Family family, final boolean isTcp, final RuleProblems problems)
    {
        final boolean isV4 = Family.IPV4 == family;
        final Map<String, String> answers = isV4 ? V4 : V6;
        final String name = null == argument ? "port-unreach" : argument.value().text();
        if (name.matches(RESET))
        {
            if (!isTcp)
            {
                problems.report(argument.value(), "'" + name + "' needs '-p tcp'");
            }
            return " with tcp reset";
        }
        if (!answers.containsKey(name))
        {
            problems.report(argument.value(), !isV4 && name.matches(V6_NEW) ?
                "'" + name + "' is not supported: porteira answers with ICMPv6 codes 0, 1, 3 and 4 alone" :
                "found '" + name + "', expected an answer such as '" + (isV4 ? "icmp" : "icmp6") +
                "-port-unreachable' or 'tcp-reset'" + Spelling.didYouMean(name, answers.keySet()));
            return "";
        }
        return " with " + (isV4 ? "icmp " : "icmpv6 ") + answers.get(name);
    }
}
