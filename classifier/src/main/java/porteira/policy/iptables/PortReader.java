package porteira.policy.iptables;

import porteira.policy.nft.Symbols;
import porteira.problem.Spelling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ports, protocols and the other numbers of transport headers, in nft's spelling. */
final class PortReader
{
    private static final int MAX_PORT = 0xFFFF;
    private static final int MAX_PROTOCOL = 0xFF;

    /** The kernel's XT_MULTI_PORTS; a range takes two. */
    private static final int MAX_MULTIPORT = 15;

    private static final List<String> FLAGS = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");

    private final RuleProblems problems;

    PortReader(final RuleProblems problems)
    {
        this.problems = problems;
    }

    /** One element as it is, several as a set. */
    static String braced(final List<String> elements)
    {
        return 1 == elements.size() ? elements.getFirst() : "{ " + String.join(", ", elements) + " }";
    }

    /** Number of a protocol, 0 for any; -1 if something was reported. */
    int protocol(final Word word)
    {
        final String name = word.text().toLowerCase(Locale.ROOT);
        if ("all".equals(name))
        {
            return 0;
        }
        final Integer known = Symbols.PROTOCOLS.get(name);
        if (null != known)
        {
            return known;
        }
        if (name.matches("\\d{1,3}") && MAX_PROTOCOL >= Integer.parseInt(name))
        {
            return Integer.parseInt(name);
        }
        final String module = Refusals.module(word.text());
        problems.report(word, "found '" + word.text() + "', expected a protocol" + (null == module ?
            Spelling.didYouMean(name, Symbols.PROTOCOLS.keySet()) : "; " + module));
        return -1;
    }

    /** {@code 25}, {@code 0:1023}, {@code 1024:} or {@code :1023}; null if something was reported. */
    String range(final Word word)
    {
        if (word.text().contains(","))
        {
            problems.report(word, "found '" + word.text() + "', expected one port or one range; a list needs " +
                "'-m multiport' and '--sports', '--dports' or '--ports'");
            return null;
        }
        return range(word, word.text(), true);
    }

    /** Up to 15 ports and ranges for multiport; null if something was reported. */
    String list(final Word word)
    {
        final List<String> elements = new ArrayList<>();
        int slots = 0;
        for (final String element : word.text().split(",", -1))
        {
            final String range = range(word, element, false);
            if (null == range)
            {
                return null;
            }
            slots += element.contains(":") ? 2 : 1;
            elements.add(range);
        }
        if (MAX_MULTIPORT < slots)
        {
            problems.report(word, "too many ports for multiport: count=" + slots + " (a range counts twice), limit=" +
                MAX_MULTIPORT);
            return null;
        }
        return braced(elements);
    }

    /** {@code PORT} or {@code FROM-TO}, of a translation; null if something was reported. */
    String translated(final Word word, final String text)
    {
        if (text.contains("/"))
        {
            problems.report(word, "'/' behind a range of ports is not supported: porteira chooses ports itself");
            return null;
        }
        return range(word, text.replaceFirst("-", ":"), false);
    }

    private String range(final Word word, final String text, final boolean isOpen)
    {
        final int colon = text.indexOf(':');
        if (0 > colon)
        {
            final int port = port(word, text);
            return 0 > port ? null : Integer.toString(port);
        }
        final String from = text.substring(0, colon);
        final String to = text.substring(colon + 1);
        final int first = isOpen && from.isEmpty() ? 0 : port(word, from);
        final int last = 0 > first ? -1 : isOpen && to.isEmpty() ? MAX_PORT : port(word, to);
        if (0 > first || 0 > last)
        {
            return null;
        }
        if (first > last)
        {
            problems.report(word, "the range '" + text + "' ends before it starts");
            return null;
        }
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    private int port(final Word word, final String text)
    {
        final Integer known = Symbols.SERVICES.get(text);
        if (null != known)
        {
            return known;
        }
        if (text.matches("\\d{1,6}") && MAX_PORT >= Integer.parseInt(text))
        {
            return Integer.parseInt(text);
        }
        problems.report(word, "found '" + text + "', expected a port from 0 to " + MAX_PORT +
            Spelling.didYouMean(text, Symbols.SERVICES.keySet()));
        return -1;
    }

    /** {@code MASK COMP} of {@code --tcp-flags} as an nft match without {@code tcp flags}; null if reported. */
    String flags(final Word mask, final Word wanted, final boolean isNegated)
    {
        final int maskBits = flags(mask);
        final int wantedBits = flags(wanted);
        return 0 > maskBits || 0 > wantedBits ? null : "& " + terms(maskBits) + (isNegated ? " != " : " == ") +
            (0 == wantedBits ? "0" : terms(wantedBits));
    }

    private int flags(final Word word)
    {
        int bits = 0;
        for (final String name : word.text().split(",", -1))
        {
            final int at = FLAGS.indexOf(name.toUpperCase(Locale.ROOT));
            if (0 <= at)
            {
                bits |= 1 << at;
            }
            else if ("ALL".equalsIgnoreCase(name))
            {
                bits |= (1 << FLAGS.size()) - 1;
            }
            else if (!"NONE".equalsIgnoreCase(name))
            {
                problems.report(word, "found '" + name + "', expected a TCP flag (" + String.join(", ", FLAGS) +
                    "), ALL or NONE" + Spelling.didYouMean(name, FLAGS));
                return -1;
            }
        }
        return bits;
    }

    private static String terms(final int bits)
    {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.size(); i++)
        {
            if (0 != (bits >> i & 1))
            {
                names.add(FLAGS.get(i).toLowerCase(Locale.ROOT));
            }
        }
        return names.isEmpty() ? "0" : 1 == names.size() ? names.getFirst() : "(" + String.join(" | ", names) + ")";
    }
}
