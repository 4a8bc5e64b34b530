package porteira.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import porteira.check.Probe.Answer;
import porteira.check.Probe.Standing;
import porteira.policy.Field;
import porteira.policy.Interval;
import porteira.policy.Kind;
import porteira.policy.PortNames;
import porteira.policy.Rule;
import porteira.tree.CompiledPolicy;
import porteira.tree.Reach;
import porteira.wire.IpProtocol;

/**
 * Ways round a policy: what it stops in one IP version and lets through in the other, or in a tunnel, or in the
 * direction that answers travel. Port 465 open beside a blocked 25 is no gap: submission authenticates its users.
 */
final class ParityCheck
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_PARTS = 200;
    private static final int SMTP = 25;

    /** What stays the same for all ports that one remark is about. */
    private record Gap(
        Remark.Weight weight, int protocol, Kind kind, int ingress, int rule, String message)
    {
    }

    private record Merged(Remark.Weight weight, String what, int rule, String message)
    {
    }

    private final CompiledPolicy policy;
    private final Reach reach;
    private final PortNames names;
    private final Map<Gap, List<Interval>> gaps = new LinkedHashMap<>();

    ParityCheck(final CompiledPolicy policy, final Reach reach)
    {
        this.policy = policy;
        this.reach = reach;
        this.names = policy.policy().ports();
    }

    List<Remark> remarks()
    {
        final long end = System.nanoTime() + PATIENCE_NS;
        final List<Interval> parts = reach.parts(Field.outermost(Kind.DESTINATION_PORT));
        final boolean isFew = MOST_PARTS >= parts.size();
        boolean isInTime = true;
        for (final int protocol : new int[]{ IpProtocol.TCP, IpProtocol.UDP })
        {
            for (final Interval part : isFew ? parts : List.of(Interval.of(SMTP, SMTP)))
            {
                for (int ingress = 0; ingress < ingresses() && isInTime; ingress++)
                {
                    probe(new Probe(ingress, protocol, Kind.DESTINATION_PORT, part));
                    isInTime = 0 > System.nanoTime() - end;
                }
            }
        }
        final List<Remark> remarks = merged();
        if (!isFew || !isInTime)
        {
            remarks.add(new Remark(Remark.Weight.NOTE, policy.policy().base().location(),
                "the search for gaps between IPv4, IPv6 and tunnels did not go through all ports: too many", ""));
        }
        return remarks;
    }

    /** The ports that the policy names, and one that it does not, since what it says of others holds for that. */
    private int ingresses()
    {
        return Math.min(PortNames.MAX_PORTS, names.names().size() + 1);
    }

    private void probe(final Probe probe)
    {
        final Answer ipv4 = probe.answer(policy, reach, Way.IPV4);
        final Answer ipv6 = probe.answer(policy, reach, Way.IPV6);
        families(probe, Way.IPV4, ipv4, Way.IPV6, ipv6);
        families(probe, Way.IPV6, ipv6, Way.IPV4, ipv4);
        final boolean isIpv4 = Standing.OPEN != ipv4.standing() && probe.namesPorts(policy, ipv4.leaf(), Way.IPV4);
        if (isIpv4 || Standing.OPEN != ipv6.standing() && probe.namesPorts(policy, ipv6.leaf(), Way.IPV6))
        {
            final Answer plain = isIpv4 ? ipv4 : ipv6;
            if (IpProtocol.TCP == probe.protocol())
            {
                tunnels(probe, plain, !isIpv4 ? Way.IPV6.name() :
                    ipv4.leaf() == ipv6.leaf() ? "IPv4 and IPv6" : Way.IPV4.name());
            }
            if (IpProtocol.TCP == probe.protocol() && probe.ports().equals(Interval.of(SMTP, SMTP)))
            {
                answers(probe, plain);
            }
        }
    }

    private void families(
        final Probe probe, final Way managed, final Answer more, final Way open, final Answer less)
    {
        if (0 < more.standing().compareTo(less.standing()))
        {
            add(Remark.Weight.WARNING, probe, more, ": " + more.deed() + " in " + managed.name() + some(more) + " (" +
                place(more) + "), " + (Standing.OPEN == less.standing() ?
                "accepted in " + open.name() + " (" + place(less) + ")" :
                "in " + open.name() + " only " + less.deed() + some(less) + " (" + place(less) + ")"));
        }
    }

    private void tunnels(final Probe probe, final Answer plain, final String where)
    {
        final List<String> open = new ArrayList<>();
        Answer last = null;
        for (final Way tunnel : Way.TUNNELS)
        {
            final Answer answer = probe.answer(policy, reach, tunnel);
            if (Standing.OPEN == answer.standing())
            {
                open.add(tunnel.name());
                last = answer;
            }
        }
        if (!open.isEmpty())
        {
            final boolean isAll = Way.TUNNELS.size() == open.size();
            add(isAll ? Remark.Weight.WARNING : Remark.Weight.NOTE, probe, plain,
                ": " + plain.deed() + " in " + where + some(plain) + " (" + place(plain) + "), accepted inside " +
                (isAll ? "tunnels of every kind" : Texts.listed(open)) + " (" + place(last) +
                "); 'tunnel tcp dport' looks inside");
        }
    }

    /** Mail can be sent with calls that leave by another way if the answers come back by this one. */
    private void answers(final Probe probe, final Answer plain)
    {
        for (int ingress = 0; ingress < ingresses(); ingress++)
        {
            final Probe back = new Probe(ingress, probe.protocol(), Kind.SOURCE_PORT, probe.ports());
            final Probe there = new Probe(ingress, probe.protocol(), Kind.DESTINATION_PORT, probe.ports());
            final Answer answer = back.answer(policy, reach, Way.IPV4);
            if (Standing.OPEN == answer.standing() && Standing.OPEN == back.answer(
                policy, reach, Way.IPV6).standing() && Standing.OPEN == there.answer(
                policy, reach, Way.IPV4).standing())
            {
                gaps.putIfAbsent(new Gap(Remark.Weight.NOTE, probe.protocol(), Kind.SOURCE_PORT, ingress,
                    plain.leaf().rule(), ": accepted (" + place(answer) + ") though tcp to port 25 is " +
                    plain.deed() + " (" + place(plain) + "): who calls by another line still gets the answers; " +
                    "'tcp sport 25' stops them"), List.of(probe.ports()));
            }
        }
    }

    private void add(final Remark.Weight weight, final Probe probe, final Answer answer, final String message)
    {
        gaps.computeIfAbsent(
            new Gap(weight, probe.protocol(), probe.kind(), probe.ingress(), answer.leaf().rule(), message),
            (gap) -> new ArrayList<>()).add(probe.ports());
    }

    /** One remark for all ports of the bridge that the same is true of. */
    private List<Remark> merged()
    {
        final Map<Merged, List<Integer>> merged = new LinkedHashMap<>();
        gaps.forEach((gap, ports) -> merged.computeIfAbsent(
            new Merged(gap.weight(), Probe.text(gap.protocol(), gap.kind(), ports), gap.rule(), gap.message()),
            (one) -> new ArrayList<>()).add(gap.ingress()));
        final List<Remark> remarks = new ArrayList<>();
        merged.forEach((one, ingresses) ->
        {
            final Rule rule = policy.rules().get(one.rule());
            remarks.add(new Remark(
                one.weight(), rule.location(), one.what() + from(ingresses) + one.message(), rule.text()));
        });
        return remarks;
    }

    private String from(final List<Integer> ingresses)
    {
        if (ingresses() == ingresses.size())
        {
            return "";
        }
        return ", in by " + Texts.listed(ingresses.stream().map((index) ->
            index < names.names().size() ? names.name(index) : "any other port").toList());
    }

    private static String some(final Answer answer)
    {
        return Standing.PARTLY == answer.standing() ? " for some" : "";
    }

    private String place(final Answer answer)
    {
        final Rule rule = policy.rules().get(answer.leaf().rule());
        final boolean isEnd = rule.index() == policy.rules().size() - 1;
        return rule.location() + (isEnd ? ", " + rule.text() : "");
    }
}
