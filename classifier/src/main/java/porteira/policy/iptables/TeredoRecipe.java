package porteira.policy.iptables;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The u32 expression that goes round for SMTP in Teredo. It tests the version of the inner packet at {@code 8>>26},
 * where it can not be 6, and takes up {@code 11&0xFF} from the start of the outer packet, since u32 forgets {@code @}
 * after {@code &&}.
 */
final class TeredoRecipe
{
    private static final Pattern RECIPE = Pattern.compile("0>>22&0x3c@8>>(26=0*6(?![0-9])|28=0*6&&(?!.*@))");
    private static final Pattern PORTS = Pattern.compile("48&0xffff=([0-9,:]+)$");

    private TeredoRecipe()
    {
    }

    /** True if it is that recipe, its version shift mended or not. */
    static boolean isRecipe(final String u32)
    {
        return RECIPE.matcher(compact(u32)).find();
    }

    /** What is wrong with it. */
    static String fault(final String u32)
    {
        return (compact(u32).contains("@8>>26=") ?
            "the version of the inner packet stands at '8>>28', not '8>>26', and " : "") +
            "u32 forgets '@' behind '&&', so that tests after it read the outer packet";
    }

    /** The match to use instead. */
    static String instead(final String u32)
    {
        final Matcher matcher = PORTS.matcher(compact(u32));
        final String[] ports = matcher.find() ? matcher.group(1).replace(':', '-').split(",") : new String[]{ "25" };
        return "teredo tcp dport " + PortReader.braced(List.of(ports));
    }

    private static String compact(final String u32)
    {
        return u32.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    }
}
