package porteira.cli.demo;

/**
 * What became of a probe.
 *
 * @param cameThrough whether it reached the other side
 * @param logged      whether the event log tells of its drop
 * @param happened    what the program met, in a few words
 */
record ProbeResult(Probe probe, boolean cameThrough, boolean logged, String happened)
{
    /** True if it went as the policy says. A drop counts only with its log line. */
    boolean isAsExpected()
    {
        return probe.passes() ? cameThrough : !cameThrough && logged;
    }
}
