package porteira;

/**
 * The seed that random tests start from: another one each run, unless the property {@code porteira.seed} or the
 * environment's {@code PORTEIRA_SEED} names one. A failure prints it.
 */
public final class Seed
{
    private Seed()
    {
    }

    public static long ofRun()
    {
        final String named = System.getProperty("porteira.seed", System.getenv("PORTEIRA_SEED"));
        return null == named ? System.nanoTime() : Long.parseLong(named);
    }
}
