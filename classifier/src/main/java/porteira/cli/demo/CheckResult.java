package porteira.cli.demo;

/**
 * What became of a check.
 *
 * @param program     what made it
 * @param cameThrough whether it reached the other side
 * @param logged      whether the event log tells of its drop
 * @param happened    what the program met, in a few words
 */
record CheckResult(Check check, String program, boolean cameThrough, boolean logged, String happened)
{
    /** True if it went as the policy says. A drop counts only with its log line. */
    boolean isAsExpected()
    {
        return check.passes() ? cameThrough : !cameThrough && logged;
    }
}
