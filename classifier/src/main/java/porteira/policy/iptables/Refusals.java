package porteira.policy.iptables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What iptables has and a policy can not say, each with the reason. */
final class Refusals
{
    /** Why no rule asks for a user. */
    static final String OWNER =
        "which user a connection belongs to is known only to the machine that opens it, never to a bridge";

    private static final String STATE = "of a connection only its state and their number are known";
    private static final String BYTES = "policies test fields by name, and bytes by place with 'u32'";
    private static final String MARK = "frames on a bridge carry no mark";
    private static final String REWRITE = "of a frame only addresses and ports are ever rewritten";
    private static final String FIELD = "policies do not read this field";
    private static final String EVENT = "'LOG' writes an event";

    private static final Map<String, String> MODULES = Map.ofEntries(
        Map.entry("helper", STATE), Map.entry("connbytes", STATE), Map.entry("connlabel", STATE),
        Map.entry("connmark", MARK), Map.entry("mark", MARK),
        Map.entry("string", BYTES), Map.entry("bpf", BYTES), Map.entry("owner", OWNER),
        Map.entry("recent", "policies keep such lists in sets: 'add @set { ip saddr timeout 1h }'"),
        Map.entry("quota", "policies count no bytes"), Map.entry("rateest", "write 'limit rate' in the policy"),
        Map.entry("set", "write a named set in the policy instead"), Map.entry("time", "policies know no clock"),
        Map.entry("statistic", "the same frame gets the same verdict, always"),
        Map.entry("addrtype", "a bridge has no routes"), Map.entry("rpfilter", "a bridge has no routes"),
        Map.entry("realm", "a bridge has no routes"), Map.entry("policy", "a bridge ends no IPsec"),
        Map.entry("pkttype", FIELD), Map.entry("length", FIELD), Map.entry("ttl", FIELD), Map.entry("hl", FIELD),
        Map.entry("dscp", FIELD), Map.entry("tos", FIELD), Map.entry("ecn", FIELD), Map.entry("tcpmss", FIELD),
        Map.entry("frag", FIELD), Map.entry("rt", FIELD), Map.entry("ah", FIELD), Map.entry("esp", FIELD),
        Map.entry("dst", FIELD), Map.entry("hbh", FIELD), Map.entry("ipv6header", FIELD), Map.entry("sctp", FIELD),
        Map.entry("dccp", FIELD), Map.entry("udplite", FIELD));

    private static final Map<String, String> TARGETS = Map.ofEntries(
        Map.entry("NETMAP", "write a 'dnat' or 'snat' with a map in the policy"), Map.entry("TPROXY", REWRITE),
        Map.entry("TCPMSS", REWRITE), Map.entry("TOS", REWRITE), Map.entry("DSCP", REWRITE), Map.entry("TTL", REWRITE),
        Map.entry("HL", REWRITE), Map.entry("ECN", REWRITE), Map.entry("MARK", MARK), Map.entry("CONNMARK", MARK),
        Map.entry("CT", "every frame that a stateful rule concerns is tracked"),
        Map.entry("NOTRACK", "every frame that a stateful rule concerns is tracked"),
        Map.entry("SET", "write 'add @set { ip saddr }' in the policy"),
        Map.entry("NFLOG", EVENT), Map.entry("ULOG", EVENT), Map.entry("AUDIT", EVENT),
        Map.entry("TRACE", "'porteira explain' traces a frame"),
        Map.entry("QUEUE", "porteira asks no other program"), Map.entry("NFQUEUE", "porteira asks no other program"),
        Map.entry("TEE", "write 'dup to \"port\"' in the policy"),
        Map.entry("TARPIT", "write 'fwd to \"tarpit\"' in the policy"));

    private static final Map<String, String> OPTIONS = options();
    private static final String CONNECTION_OPTION = "--ct(proto|origsrc|origdst|replsrc|repldst|origsrcport|" +
        "origdstport|replsrcport|repldstport|status|expire|dir)";
    private static final String HASHLIMIT_OPTION = "--hashlimit-(rate-match|rate-interval)";
    private static final String TCP_OPTION = "--tcp-option";

    private Refusals()
    {
    }

    private static Map<String, String> options()
    {
        final Map<String, String> table = new HashMap<>();
        List.of("uid-owner", "gid-owner", "pid-owner", "sid-owner", "cmd-owner", "socket-exists", "suppl-groups")
            .forEach((name) -> table.put("--" + name, "owner"));
        List.of("seconds", "hitcount", "rcheck", "update", "rsource", "rdest", "rttl", "set", "name", "remove",
            "mask")
            .forEach((name) -> table.put("--" + name, "recent"));
        table.put("--match-set", "set");
        table.put("--mark", "mark");
        return Map.copyOf(table);
    }

    static Set<String> modules()
    {
        return MODULES.keySet();
    }

    static Set<String> targets()
    {
        return TARGETS.keySet();
    }

    /** Message about a match extension; null if it is not one of these. */
    static String module(final String name)
    {
        final String reason = MODULES.get(name);
        return null == reason ? null : "match '" + name + "' is not supported: " + reason;
    }

    /** Message about a target extension; null if it is not one of these. */
    static String target(final String name)
    {
        final String reason = TARGETS.get(name);
        return null == reason ? null : "target '" + name + "' is not supported: " + reason;
    }

    /** Message about an option of something that is supported apart from it; null if it is not one of these. */
    static String option(final String option)
    {
        return option.matches(CONNECTION_OPTION) ? "'" + option + "' is not supported: " + STATE :
            option.matches(HASHLIMIT_OPTION) ? "'" + option + "' is not supported: a rate is asked, never measured" :
            TCP_OPTION.equals(option) ? "'" + option + "' is not supported: " + FIELD : null;
    }

    /** Name of the match extension that such an option belongs to; null if it is of none of these. */
    static String moduleOf(final String option)
    {
        return option.startsWith("--connbytes") ? "connbytes" : OPTIONS.get(option);
    }
}
