package porteira.replay;

/** How a replay prints its verdicts. */
public enum ReplayFormat
{
    /** A line for people. */
    TEXT,
    /** A JSON object a line; what a frame does not have is left out. */
    JSON,
    /** Tab-separated columns with a header line, {@code -} for what a frame does not have. */
    TSV
}
