package porteira.policy.element;

import java.util.Map;
import porteira.policy.KeyType;

/**
 * What one part of a key may be.
 *
 * @param type        how it is written
 * @param bits        width of a value, at most the type's
 * @param description for messages
 * @param symbols     words that stand for values
 * @param isNamed     true if symbols are all that there is
 */
public record ElementType(
    KeyType type, int bits, String description, Map<String, Integer> symbols, boolean isNamed)
{
    /** Words of a part that is written as it is, without symbols. */
    public static ElementType of(final KeyType type)
    {
        return new ElementType(type, type.bits(), description(type), Map.of(), false);
    }

    private static String description(final KeyType type)
    {
        return switch (type)
        {
            case IPV4_ADDR -> "an IPv4 address";
            case IPV6_ADDR -> "an IPv6 address";
            case ETHER_ADDR -> "a MAC address";
            default -> "a number from 0 to " + ((1L << type.bits()) - 1) + " (" + type.text() + ")";
        };
    }
}
