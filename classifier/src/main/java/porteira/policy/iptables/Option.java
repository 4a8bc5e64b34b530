package porteira.policy.iptables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options that are understood: iptables' own and those of its match and target extensions (iptables 1.8.9). */
enum Option
{
    APPEND(Role.COMMAND, 1, 1, "-A", "--append"),
    INSERT(Role.COMMAND, 1, 2, "-I", "--insert"),
    DELETE(Role.COMMAND, 1, 2, "-D", "--delete"),
    REPLACE(Role.COMMAND, 2, 2, "-R", "--replace"),
    CHECK(Role.COMMAND, 1, 1, "-C", "--check"),
    LIST(Role.COMMAND, 0, 2, "-L", "--list"),
    LIST_RULES(Role.COMMAND, 0, 2, "-S", "--list-rules"),
    FLUSH(Role.COMMAND, 0, 1, "-F", "--flush"),
    ZERO(Role.COMMAND, 0, 2, "-Z", "--zero"),
    NEW_CHAIN(Role.COMMAND, 1, 1, "-N", "--new-chain", "--new"),
    DELETE_CHAIN(Role.COMMAND, 0, 1, "-X", "--delete-chain"),
    POLICY(Role.COMMAND, 2, 2, "-P", "--policy"),

    TABLE(Role.GLOBAL, 1, 1, "-t", "--table"),
    WAIT(Role.GLOBAL, 0, 1, "-w", "--wait"),
    WAIT_INTERVAL(Role.GLOBAL, 1, 1, "-W", "--wait-interval"),
    NUMERIC(Role.GLOBAL, 0, 0, "-n", "--numeric"),
    VERBOSE(Role.GLOBAL, 0, 0, "-v", "--verbose"),
    EXACT(Role.GLOBAL, 0, 0, "-x", "--exact"),
    LINE_NUMBERS(Role.GLOBAL, 0, 0, "--line-numbers"),
    COUNTERS(Role.GLOBAL, 2, 2, "-c", "--set-counters"),
    ONLY_IPV4(Role.GLOBAL, 0, 0, "-4", "--ipv4"),
    ONLY_IPV6(Role.GLOBAL, 0, 0, "-6", "--ipv6"),

    PROTOCOL(Role.MATCH, 1, 1, "-p", "--protocol", "--proto"),
    SOURCE(Role.MATCH, 1, 1, "-s", "--source", "--src"),
    DESTINATION(Role.MATCH, 1, 1, "-d", "--destination", "--dst"),
    IN_INTERFACE(Role.MATCH, 1, 1, "-i", "--in-interface"),
    OUT_INTERFACE(Role.MATCH, 1, 1, "-o", "--out-interface"),
    FRAGMENT(Role.MATCH, 0, 0, "-f", "--fragment"),
    MODULE(Role.TARGET, 1, 1, "-m", "--match"),
    JUMP(Role.TARGET, 1, 1, "-j", "--jump"),
    GOTO(Role.TARGET, 1, 1, "-g", "--goto"),

    SOURCE_PORT(Role.MATCH, 1, 1, "--sport", "--source-port"),
    DESTINATION_PORT(Role.MATCH, 1, 1, "--dport", "--destination-port"),
    SYN(Role.MATCH, 0, 0, "--syn"),
    TCP_FLAGS(Role.MATCH, 2, 2, "--tcp-flags"),
    SOURCE_PORTS(Role.MATCH, 1, 1, "--sports", "--source-ports"),
    DESTINATION_PORTS(Role.MATCH, 1, 1, "--dports", "--destination-ports"),
    EITHER_PORTS(Role.MATCH, 1, 1, "--ports"),
    ICMP_TYPE(Role.MATCH, 1, 1, "--icmp-type"),
    ICMPV6_TYPE(Role.MATCH, 1, 1, "--icmpv6-type"),
    MAC_SOURCE(Role.MATCH, 1, 1, "--mac-source"),
    PHYSDEV_IN(Role.MATCH, 1, 1, "--physdev-in"),
    PHYSDEV_OUT(Role.MATCH, 1, 1, "--physdev-out"),
    PHYSDEV_IS_BRIDGED(Role.MATCH, 0, 0, "--physdev-is-bridged"),
    SOURCE_RANGE(Role.MATCH, 1, 1, "--src-range"),
    DESTINATION_RANGE(Role.MATCH, 1, 1, "--dst-range"),

    STATE(Role.MATCH, 1, 1, "--state"),
    CT_STATE(Role.MATCH, 1, 1, "--ctstate"),
    U32(Role.MATCH, 1, 1, "--u32"),

    COMMENT(Role.TARGET, 1, 1, "--comment"),
    LIMIT(Role.TARGET, 1, 1, "--limit"),
    LIMIT_BURST(Role.TARGET, 1, 1, "--limit-burst"),
    HASHLIMIT_UPTO(Role.MATCH, 1, 1, "--hashlimit-upto", "--hashlimit"),
    HASHLIMIT_ABOVE(Role.MATCH, 1, 1, "--hashlimit-above"),
    HASHLIMIT_MODE(Role.TARGET, 1, 1, "--hashlimit-mode"),
    HASHLIMIT_BURST(Role.TARGET, 1, 1, "--hashlimit-burst"),
    HASHLIMIT_NAME(Role.TARGET, 1, 1, "--hashlimit-name"),
    HASHLIMIT_SOURCE_MASK(Role.TARGET, 1, 1, "--hashlimit-srcmask"),
    HASHLIMIT_DESTINATION_MASK(Role.TARGET, 1, 1, "--hashlimit-dstmask"),
    HASHLIMIT_EXPIRE(Role.TARGET, 1, 1, "--hashlimit-htable-expire"),
    HASHLIMIT_MAX(Role.TARGET, 1, 1, "--hashlimit-htable-max"),
    HASHLIMIT_SIZE(Role.TARGET, 1, 1, "--hashlimit-htable-size"),
    HASHLIMIT_COLLECT(Role.TARGET, 1, 1, "--hashlimit-htable-gcinterval"),
    CONNLIMIT_ABOVE(Role.MATCH, 1, 1, "--connlimit-above"),
    CONNLIMIT_UPTO(Role.MATCH, 1, 1, "--connlimit-upto"),
    CONNLIMIT_MASK(Role.TARGET, 1, 1, "--connlimit-mask"),
    CONNLIMIT_SOURCE(Role.TARGET, 0, 0, "--connlimit-saddr"),
    CONNLIMIT_DESTINATION(Role.TARGET, 0, 0, "--connlimit-daddr"),

    LOG_PREFIX(Role.TARGET, 1, 1, "--log-prefix"),
    LOG_LEVEL(Role.TARGET, 1, 1, "--log-level"),
    LOG_SEQUENCE(Role.TARGET, 0, 0, "--log-tcp-sequence"),
    LOG_TCP_OPTIONS(Role.TARGET, 0, 0, "--log-tcp-options"),
    LOG_IP_OPTIONS(Role.TARGET, 0, 0, "--log-ip-options"),
    LOG_USER(Role.TARGET, 0, 0, "--log-uid"),
    LOG_MAC(Role.TARGET, 0, 0, "--log-macdecode"),
    REJECT_WITH(Role.TARGET, 1, 1, "--reject-with"),
    TO_DESTINATION(Role.TARGET, 1, 1, "--to-destination"),
    TO_SOURCE(Role.TARGET, 1, 1, "--to-source"),
    TO_PORTS(Role.TARGET, 1, 1, "--to-ports"),
    RANDOM(Role.TARGET, 0, 0, "--random"),
    RANDOM_FULLY(Role.TARGET, 0, 0, "--random-fully"),
    PERSISTENT(Role.TARGET, 0, 0, "--persistent");

    /** What an option is for; only matches can be negated. */
    enum Role
    {
        COMMAND, GLOBAL, MATCH, TARGET
    }

    /** Every spelling; for suggestions too. */
    static final Map<String, Option> BY_NAME = byName();

    private final Role role;
    private final int min;
    private final int max;
    private final List<String> names;

    Option(final Role role, final int min, final int max, final String... names)
    {
        this.role = role;
        this.min = min;
        this.max = max;
        this.names = List.of(names);
    }

    Role role()
    {
        return role;
    }

    /** Values that must follow. */
    int min()
    {
        return min;
    }

    /** Values that may follow. */
    int max()
    {
        return max;
    }

    /** Shortest spelling. */
    String display()
    {
        return names.getFirst();
    }

    private static Map<String, Option> byName()
    {
        final Map<String, Option> table = new HashMap<>();
        for (final Option option : values())
        {
            option.names.forEach((name) -> table.put(name, option));
        }
        return Collections.unmodifiableMap(table);
    }

    /** The long spellings, for suggestions. */
    static List<String> longNames()
    {
        final List<String> names = new ArrayList<>();
        BY_NAME.keySet().forEach((name) ->
        {
            if (name.startsWith("--"))
            {
                names.add(name);
            }
        });
        return names;
    }
}
