package porteira.bench.acl;

/**
 * What a worker found, as one line of text between processes.
 *
 * @param lookUps   frames a second, parsed before
 * @param frames    frames a second, parsing included
 * @param allocated bytes a frame
 * @param buildS    seconds from the policy's text to code
 */
record AclResult(double lookUps, double frames, double allocated, double buildS)
{
    private static final String MARK = "acl-result";

    String line()
    {
        return MARK + " " + lookUps + " " + frames + " " + allocated + " " + buildS;
    }

    /** The result in a worker's output; null if there is none. */
    static AclResult find(final String output)
    {
        for (final String line : output.split("\n"))
        {
            final String[] words = line.trim().split(" ");
            if (MARK.equals(words[0]))
            {
                return new AclResult(
                    Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]),
                    Double.parseDouble(words[4]));
            }
        }
        return null;
    }
}
