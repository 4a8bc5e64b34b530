package porteira;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. Without it the test is skipped and says so; with {@code PORTEIRA_REQUIRE_ALL} set
 * in the environment, as on a machine that must run everything, it fails.
 */
public final class Needed
{
    private Needed()
    {
    }

    /** The calling test goes on only if {@code isThere}. */
    public static void that(final boolean isThere, final String what)
    {
        if (isThere)
        {
            return;
        }
        final String message = "skipped: " + what + " is needed";
        if (null != System.getenv("PORTEIRA_REQUIRE_ALL"))
        {
            Assertions.fail(message);
        }
        Assumptions.abort(message);
    }
}
