package porteira.policy.iptables;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;

/** Addresses as iptables spells them, in nft's spelling. */
final class AddressReader
{
    private final RuleProblems problems;
    private final Family family;

    AddressReader(final RuleProblems problems, final Family family)
    {
        this.problems = problems;
        this.family = family;
    }

    /**
     * Addresses and prefixes, separated by commas.
     *
     * @return an nft value or set; empty if it is every address; null if something was reported
     */
    String list(final Word word)
    {
        final List<String> elements = new ArrayList<>();
        boolean isAll = false;
        for (final String element : word.text().split(",", -1))
        {
            final String prefix = prefix(word, element);
            if (null == prefix)
            {
                return null;
            }
            isAll |= prefix.isEmpty();
            elements.add(prefix);
        }
        return isAll ? "" : PortReader.braced(elements);
    }

    /** {@code FROM-TO}, or one address; null if something was reported. */
    String range(final Word word)
    {
        final String[] ends = word.text().split("-", 2);
        final String first = address(ends[0]);
        final String last = address(ends[ends.length - 1]);
        if (null == first || null == last)
        {
            report(word, null == first ? ends[0] : ends[1]);
            return null;
        }
        return first.equals(last) ? first : first + "-" + last;
    }

    private String prefix(final Word word, final String element)
    {
        final String[] parts = element.split("/", 2);
        final String address = address(parts[0]);
        if (null == address)
        {
            report(word, parts[0]);
            return null;
        }
        final int length = 1 == parts.length ? family.bits() : length(parts[1]);
        if (0 > length)
        {
            problems.report(word, "found '/" + parts[1] + "', expected a prefix length from 0 to " + family.bits() +
                (Family.IPV4 == family ? " or its mask" : ""));
            return null;
        }
        return 0 == length ? "" : family.bits() == length ? address : address + "/" + length;
    }

    private void report(final Word word, final String found)
    {
        final boolean isOther = null != new AddressReader(problems, family.other()).address(found) &&
            !found.isEmpty() && (found.contains(":") || found.contains("."));
        final boolean isName = !isOther && found.matches(".*[g-zG-Z].*");
        problems.report(word, "found '" + found + "', expected an " + family.label() + " address" +
            (isOther ? "; " + family.other().label() + " is for '" + family.other().program() + "'" :
            isName ? "; names are not looked up" : ""));
    }

    /** A prefix length, or a mask with its ones in front; -1 if it is neither. */
    private int length(final String text)
    {
        if (text.matches("\\d{1,3}"))
        {
            final int length = Integer.parseInt(text);
            return family.bits() >= length ? length : -1;
        }
        final String mask = Family.IPV4 == family && text.matches("\\d+(\\.\\d+){3}") ? address(text) : null;
        if (null == mask)
        {
            return -1;
        }
        int bits = 0;
        for (final String octet : mask.split("\\."))
        {
            bits = bits << 8 | Integer.parseInt(octet);
        }
        final int length = Integer.bitCount(bits);
        return Integer.numberOfLeadingZeros(~bits) == length ? length : -1;
    }

    private String address(final String text)
    {
        return Family.IPV4 == family ? ipv4(text) : ipv6(text);
    }

    /** Missing octets are zeros at the end: {@code 130/8} is 130.0.0.0/8. A leading 0 would mean octal: refused. */
    private static String ipv4(final String text)
    {
        if (!text.matches("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){0,3}"))
        {
            return null;
        }
        final String[] octets = text.split("\\.");
        final StringBuilder address = new StringBuilder();
        for (int i = 0; i < 4; i++)
        {
            final int octet = i < octets.length ? Integer.parseInt(octets[i]) : 0;
            if (255 < octet)
            {
                return null;
            }
            address.append(0 == i ? "" : ".").append(octet);
        }
        return address.toString();
    }

    private static String ipv6(final String text)
    {
        if (!text.contains(":") || !text.matches("[0-9a-fA-F:.]+"))
        {
            return null;
        }
        try
        {
            Inet6Address.ofLiteral(text);
            return text;
        }
        catch (final IllegalArgumentException exception)
        {
            return null;
        }
    }
}
