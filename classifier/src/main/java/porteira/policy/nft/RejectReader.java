package porteira.policy.nft;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.Token;
import porteira.policy.Action.Reject.Answer;
import porteira.policy.Layer;
import porteira.problem.Spelling;

/** What the sender of a rejected frame is told. */
final class RejectReader
{
    private static final Map<String, Map<String, Answer>> ANSWERS = Map.of(
        "icmp", Map.of(
            "net-unreachable", Answer.ICMP_NET_UNREACHABLE, "host-unreachable", Answer.ICMP_HOST_UNREACHABLE,
            "prot-unreachable", Answer.ICMP_PROT_UNREACHABLE, "port-unreachable", Answer.ICMP_PORT_UNREACHABLE,
            "net-prohibited", Answer.ICMP_NET_PROHIBITED, "host-prohibited", Answer.ICMP_HOST_PROHIBITED,
            "admin-prohibited", Answer.ICMP_ADMIN_PROHIBITED),
        "icmpv6", Map.of(
            "no-route", Answer.ICMPV6_NO_ROUTE, "admin-prohibited", Answer.ICMPV6_ADMIN_PROHIBITED,
            "addr-unreachable", Answer.ICMPV6_ADDR_UNREACHABLE, "port-unreachable", Answer.ICMPV6_PORT_UNREACHABLE),
        "icmpx", Map.of(
            "port-unreachable", Answer.PORT_UNREACHABLE, "admin-prohibited", Answer.ADMIN_PROHIBITED,
            "no-route", Answer.NO_ROUTE, "host-unreachable", Answer.HOST_UNREACHABLE));

    private final SourceProblems problems;
    private final KeyReader keys;

    RejectReader(final SourceProblems problems, final KeyReader keys)
    {
        this.problems = problems;
        this.keys = keys;
    }

    /** Null where a problem was reported. */
    Answer read(final NftParser.RejectStatementContext context)
    {
        final NftParser.RejectReasonContext reason = context.rejectReason();
        if (null == reason)
        {
            return Answer.PORT_UNREACHABLE;
        }
        final Token family = reason.getStart();
        final NftParser.NameContext type = reason.name().getLast();
        if (null != reason.TCP())
        {
            if (!"reset".equals(type.getText()))
            {
                problems.report(type.getStart(), "found '" + type.getText() + "', expected 'reset'" +
                    Spelling.didYouMean(type.getText(), List.of("reset")));
                return null;
            }
            keys.needTransport(Layer.OUTERMOST, "tcp", family);
            return Answer.TCP_RESET;
        }
        final Map<String, Answer> answers = ANSWERS.get(family.getText().toLowerCase(Locale.ROOT));
        if (null == answers)
        {
            problems.report(family, "found '" + family.getText() + "', expected 'icmp', 'icmpv6', 'icmpx' or " +
                "'tcp reset'" + Spelling.didYouMean(family.getText(), ANSWERS.keySet()));
            return null;
        }
        if (!"icmpx".equals(family.getText()))
        {
            keys.needNetwork(Layer.OUTERMOST, "icmp".equals(family.getText()) ? "ip" : "ip6", family);
        }
        final Answer answer = answers.get(type.getText());
        if (null == answer)
        {
            problems.report(type.getStart(), "found '" + type.getText() + "', expected an answer" +
                Spelling.didYouMeanOrKnown(type.getText(), answers.keySet()));
        }
        return answer;
    }
}
