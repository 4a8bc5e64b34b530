package porteira.policy;

import java.util.List;

/** What a rule does to a frame or leaves behind, besides its verdict. */
public sealed interface Action extends RulePart
    permits Log, Action.SetUpdate, Action.Reject, Action.Translate, Action.Duplicate, Action.Forward
{
    /**
     * {@code add}, {@code update} and {@code delete @set { … }}. A later rule of the same walk does not see it yet.
     *
     * @param operation what happens to the element
     * @param set       where
     * @param key       fields that make the element
     * @param timeoutMs its life, 0 for the set's default
     */
    record SetUpdate(Operation operation, SetDeclaration set, List<Field> key, long timeoutMs) implements Action
    {
        /** Kinds of change. */
        public enum Operation
        {
            /** A known element keeps its timeout. */
            ADD,
            /** A known element's timeout starts again. */
            UPDATE,
            /** The element goes. */
            DELETE
        }

        /** Takes a copy of the key. */
        public SetUpdate
        {
            key = List.copyOf(key);
        }
    }

    /**
     * {@code reject}: what the sender is told; the verdict is {@link Verdict#REJECT}.
     *
     * @param answer by nftables' name
     */
    record Reject(Answer answer) implements Action
    {
        /** Answers; the ones without a family do for both. */
        public enum Answer
        {
            /** TCP reset. */
            TCP_RESET,
            /** {@code icmpx port-unreachable}. */
            PORT_UNREACHABLE,
            /** {@code icmpx admin-prohibited}. */
            ADMIN_PROHIBITED,
            /** {@code icmpx no-route}. */
            NO_ROUTE,
            /** {@code icmpx host-unreachable}. */
            HOST_UNREACHABLE,
            /** ICMP 3, 0. */
            ICMP_NET_UNREACHABLE,
            /** ICMP 3, 1. */
            ICMP_HOST_UNREACHABLE,
            /** ICMP 3, 2. */
            ICMP_PROT_UNREACHABLE,
            /** ICMP 3, 3. */
            ICMP_PORT_UNREACHABLE,
            /** ICMP 3, 9. */
            ICMP_NET_PROHIBITED,
            /** ICMP 3, 10. */
            ICMP_HOST_PROHIBITED,
            /** ICMP 3, 13. */
            ICMP_ADMIN_PROHIBITED,
            /** ICMPv6 1, 0. */
            ICMPV6_NO_ROUTE,
            /** ICMPv6 1, 1. */
            ICMPV6_ADMIN_PROHIBITED,
            /** ICMPv6 1, 3. */
            ICMPV6_ADDR_UNREACHABLE,
            /** ICMPv6 1, 4. */
            ICMPV6_PORT_UNREACHABLE
        }
    }

    /**
     * {@code dnat}, {@code snat}, {@code masquerade} and {@code redirect}; the verdict is {@link Verdict#ACCEPT}.
     *
     * @param end       which end of the connection is another one behind the gateway
     * @param network   {@code PacketLayout.NETWORK_*} of the packets
     * @param addresses to choose from; null to keep the address ({@code redirect}) or to take the egress port's own
     *                  ({@code masquerade})
     * @param ports     to choose from; null to keep the port where possible
     */
    record Translate(End end, int network, Interval addresses, Interval ports) implements Action
    {
        /** An end of a connection. */
        public enum End
        {
            /** {@code snat}. */
            SOURCE,
            /** {@code dnat}. */
            DESTINATION
        }
    }

    /**
     * {@code dup to "port"}: a copy leaves by another port.
     *
     * @param port index of the bridge port
     */
    record Duplicate(int port) implements Action
    {
    }

    /**
     * {@code fwd to "…"}: the frame leaves by a port or goes to a service; the verdict is {@link Verdict#FORWARD}.
     *
     * @param port    index of the bridge port; -1 for a service
     * @param service name of the service, empty for a port
     */
    record Forward(int port, String service) implements Action
    {
    }
}
