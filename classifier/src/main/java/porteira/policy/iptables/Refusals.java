package porteira.policy.iptables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What iptables has and a policy can not say, each with the reason. */
final class Refusals
{
    private static final String STATE = "policies know no connections, only frames";
    private static final String RATE = "policies know no rates";
    private static final String COUNT = "policies do not count connections";
    private static final String BYTES = "policies test fields by name, not bytes by place";
    private static final String MARK = "frames on a bridge carry no mark";
    private static final String REWRITE = "frames are passed or dropped, never rewritten";
    private static final String FIELD = "policies do not read this field";
    private static final String OWNER =
        "which user a connection belongs to is known only to the machine that opens it, never to a bridge";

    private static final Map<String, String> MODULES = Map.ofEntries(
        Map.entry("state", STATE), Map.entry("conntrack", STATE), Map.entry("helper", STATE),
        Map.entry("connbytes", STATE), Map.entry("connmark", MARK), Map.entry("mark", MARK),
        Map.entry("u32", BYTES), Map.entry("string", BYTES), Map.entry("bpf", BYTES),
        Map.entry("limit", RATE), Map.entry("hashlimit", RATE), Map.entry("recent", RATE), Map.entry("quota", RATE),
        Map.entry("rateest", RATE), Map.entry("connlimit", COUNT), Map.entry("owner", OWNER),
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
        Map.entry("REJECT", "porteira never answers a frame; 'DROP' stops it without an answer"),
        Map.entry("DNAT", REWRITE), Map.entry("SNAT", REWRITE), Map.entry("MASQUERADE", REWRITE),
        Map.entry("REDIRECT", REWRITE), Map.entry("NETMAP", REWRITE), Map.entry("TPROXY", REWRITE),
        Map.entry("TCPMSS", REWRITE), Map.entry("TOS", REWRITE), Map.entry("DSCP", REWRITE), Map.entry("TTL", REWRITE),
        Map.entry("HL", REWRITE), Map.entry("ECN", REWRITE), Map.entry("MARK", MARK), Map.entry("CONNMARK", MARK),
        Map.entry("CT", STATE), Map.entry("NOTRACK", STATE), Map.entry("SET", "policies do not change their sets"),
        Map.entry("NFLOG", "'LOG' writes an event"), Map.entry("ULOG", "'LOG' writes an event"),
        Map.entry("AUDIT", "'LOG' writes an event"), Map.entry("TRACE", "'porteira explain' traces a frame"),
        Map.entry("QUEUE", "porteira asks no other program"), Map.entry("NFQUEUE", "porteira asks no other program"),
        Map.entry("TEE", "a frame is never doubled"), Map.entry("TARPIT", "porteira never answers a frame"));

    private static final Map<String, String> OPTIONS = options();
    private static final List<String> PREFIXES = List.of("hashlimit", "connlimit", "connbytes", "u32");
    private static final Set<String> LOG_OPTIONS = Set.of(
        "--log-uid", "--log-tcp-sequence", "--log-tcp-options", "--log-ip-options", "--log-macdecode");

    private Refusals()
    {
    }

    private static Map<String, String> options()
    {
        final Map<String, String> table = new HashMap<>();
        table.put("--state", "state");
        List.of("ctstate", "ctproto", "ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst", "ctstatus", "ctexpire",
            "ctdir").forEach((name) -> table.put("--" + name, "conntrack"));
        List.of("limit", "limit-burst").forEach((name) -> table.put("--" + name, "limit"));
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

    /** Message about an option of {@code LOG}; null if it is not one of these. */
    static String log(final String option)
    {
        return LOG_OPTIONS.contains(option) ? "'" + option + "' is not supported: " +
            ("--log-uid".equals(option) ? OWNER : "an event holds the first bytes of the frame anyway") : null;
    }

    /** Name of the match extension that such an option belongs to; null if it is of none of these. */
    static String moduleOf(final String option)
    {
        for (final String prefix : PREFIXES)
        {
            if (option.startsWith("--" + prefix))
            {
                return prefix;
            }
        }
        return OPTIONS.get(option);
    }
}
