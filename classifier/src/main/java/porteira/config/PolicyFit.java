package porteira.config;

import porteira.nat.Address;
import porteira.policy.Action;
import porteira.policy.Policy;
import porteira.policy.Rule;
import porteira.policy.RulePart;
import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.wire.PacketLayout;

/** Whether a configuration has what a policy needs. */
public final class PolicyFit
{
    private final GatewayConfig config;
    private final Problems problems;

    private PolicyFit(final GatewayConfig config, final Problems problems)
    {
        this.config = config;
        this.problems = problems;
    }

    /** Reports every rule that could not do what it says. */
    public static void check(final GatewayConfig config, final Policy policy, final Problems problems)
    {
        final PolicyFit fit = new PolicyFit(config, problems);
        for (final Rule rule : policy.rules())
        {
            for (final RulePart part : rule.parts())
            {
                fit.check(rule, part);
            }
        }
    }

    private void check(final Rule rule, final RulePart part)
    {
        switch (part)
        {
            case RulePart.Choose choose -> choose.cases().forEach(
                (one) -> one.then().forEach((inner) -> check(rule, inner)));
            case Action.Forward forward when !forward.service().isEmpty() -> report(rule,
                "fwd to \"" + forward.service() + "\": no such service is configured");
            case Action.Translate translate -> check(rule, translate);
            default ->
            {
            }
        }
    }

    private void check(final Rule rule, final Action.Translate translate)
    {
        if (1 < config.lanes().count())
        {
            report(rule, "translates, but lanes.count=" + config.lanes().count() +
                ": limit 1; answers, which have other addresses, would come to another lane");
        }
        if (0 == config.flows().limits().mappings())
        {
            report(rule, "translates, but flows.mappings=0");
        }
        final boolean isOwn = Action.Translate.End.SOURCE == translate.end() && null == translate.addresses();
        if (isOwn && config.ports().stream().noneMatch((port) -> port.addresses().stream()
            .map(Address::network).anyMatch((network) -> network == translate.network())))
        {
            report(rule, "masquerades " +
                (PacketLayout.NETWORK_IPV4 == translate.network() ? "IPv4" : "IPv6") +
                ", but no port.address is of that family");
        }
    }

    private void report(final Rule rule, final String what)
    {
        final String location = rule.location();
        final int colon = location.lastIndexOf(':');
        problems.add(new Problem(
            config.policy().toString(), Integer.parseInt(location.substring(colon + 1)), 0,
            "'" + rule.text() + "': " + what));
    }
}
