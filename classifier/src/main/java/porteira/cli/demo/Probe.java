package porteira.cli.demo;

/**
 * A check that is made by sending something.
 *
 * @param program the real program that tries
 * @param attempt how it is tried
 */
record Probe(Check check, String program, Attempt attempt)
{
    /** The trying itself. */
    interface Attempt
    {
        /** Do it and return when its end is known, or when whoever waits for it has given up. */
        void make();

        /** True if it came through, asked any time after {@link #make}. */
        boolean cameThrough();

        /** What the program met, in a few words. */
        String happened();
    }
}
