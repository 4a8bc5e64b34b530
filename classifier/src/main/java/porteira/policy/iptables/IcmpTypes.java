package porteira.policy.iptables;

import porteira.problem.Spelling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types of ICMP and ICMPv6 with their codes, by iptables' names (iptables 1.8.9). */
final class IcmpTypes
{
    /** Any code. */
    static final int ANY = -1;

    private static final int MAX = 0xFF;

    private static final Map<String, Type> V4 = table("echo-reply 0,pong 0,destination-unreachable 3," +
        "network-unreachable 3/0,host-unreachable 3/1,protocol-unreachable 3/2,port-unreachable 3/3," +
        "fragmentation-needed 3/4,source-route-failed 3/5,network-unknown 3/6,host-unknown 3/7," +
        "network-prohibited 3/9,host-prohibited 3/10,TOS-network-unreachable 3/11,TOS-host-unreachable 3/12," +
        "communication-prohibited 3/13,host-precedence-violation 3/14,precedence-cutoff 3/15,source-quench 4," +
        "redirect 5,network-redirect 5/0,host-redirect 5/1,TOS-network-redirect 5/2,TOS-host-redirect 5/3," +
        "echo-request 8,ping 8,router-advertisement 9,router-solicitation 10,time-exceeded 11,ttl-exceeded 11," +
        "ttl-zero-during-transit 11/0,ttl-zero-during-reassembly 11/1,parameter-problem 12,ip-header-bad 12/0," +
        "required-option-missing 12/1,timestamp-request 13,timestamp-reply 14,address-mask-request 17," +
        "address-mask-reply 18");
    private static final Map<String, Type> V6 = table("destination-unreachable 1,no-route 1/0," +
        "communication-prohibited 1/1,beyond-scope 1/2,address-unreachable 1/3,port-unreachable 1/4," +
        "failed-policy 1/5,reject-route 1/6,packet-too-big 2,time-exceeded 3,ttl-exceeded 3," +
        "ttl-zero-during-transit 3/0,ttl-zero-during-reassembly 3/1,parameter-problem 4,bad-header 4/0," +
        "unknown-header-type 4/1,unknown-option 4/2,echo-request 128,ping 128,echo-reply 129,pong 129," +
        "router-solicitation 133,router-advertisement 134,neighbour-solicitation 135,neighbor-solicitation 135," +
        "neighbour-advertisement 136,neighbor-advertisement 136,redirect 137");

    /** A type and a code. */
    record Type(int type, int code)
    {
        /** Whatever the type. */
        static final Type ANY_TYPE = new Type(ANY, ANY);

        /** In nft's words. */
        String match(final String protocol)
        {
            return protocol + " type " + type + (ANY == code ? "" : " " + protocol + " code " + code);
        }

        /** Matches of which exactly one holds where it is another type or code. */
        List<String> others(final String protocol)
        {
            final String type = protocol + " type != " + this.type;
            return ANY == code ? List.of(type) :
                List.of(type, protocol + " type " + this.type + " " + protocol + " code != " + code);
        }
    }

    private IcmpTypes()
    {
    }

    private static Map<String, Type> table(final String entries)
    {
        final Map<String, Type> table = new HashMap<>();
        for (final String entry : entries.split(","))
        {
            final String[] parts = entry.split("[ /]");
            table.put(parts[0], new Type(Integer.parseInt(parts[1]), 2 < parts.length ?
                Integer.parseInt(parts[2]) : ANY));
        }
        return Map.copyOf(table);
    }

    /** A name, {@code TYPE} or {@code TYPE/CODE}; null if something was reported. */
    static Type read(final Word word, final Family family, final RuleProblems problems)
    {
        final Map<String, Type> types = Family.IPV4 == family ? V4 : V6;
        final String text = word.text();
        if ("any".equals(text) && Family.IPV4 == family)
        {
            return Type.ANY_TYPE;
        }
        if (types.containsKey(text))
        {
            return types.get(text);
        }
        if (text.matches("\\d{1,3}(/\\d{1,3})?"))
        {
            final String[] parts = text.split("/");
            final int type = Integer.parseInt(parts[0]);
            final int code = 1 < parts.length ? Integer.parseInt(parts[1]) : ANY;
            if (MAX >= type && MAX >= code)
            {
                return new Type(type, code);
            }
        }
        problems.report(word, "found '" + text + "', expected an ICMP type" +
            Spelling.didYouMean(text, types.keySet()));
        return null;
    }
}
