package porteira.bench.loop;

/**
 * What one run of a loop found; crosses from the worker's process as one line.
 *
 * @param frames    forwarded while measured
 * @param seconds   measured
 * @param cpuNs     nanoseconds that the classifier's thread ran meanwhile
 * @param allocated bytes that the classifier's thread allocated meanwhile
 * @param dropped   frames that left the loop, for whatever reason, since the start
 * @param inFlight  frames going round
 */
record LoopResult(long frames, double seconds, long cpuNs, long allocated, long dropped, int inFlight)
{
    private static final String MARK = "loop-result ";

    /** Frames a second. */
    double rate()
    {
        return frames / seconds;
    }

    /** Bytes allocated per frame. */
    double allocatedPerFrame()
    {
        return (double)allocated / frames;
    }

    /** Nanoseconds of the classifier's thread per frame: what a busy machine cannot blur. */
    double cpuPerFrame()
    {
        return (double)cpuNs / frames;
    }

    String line()
    {
        return MARK + frames + " " + seconds + " " + cpuNs + " " + allocated + " " + dropped + " " + inFlight;
    }

    /** The result among a worker's output, or null. */
    static LoopResult find(final String output)
    {
        for (final String line : output.split("\\R"))
        {
            if (line.startsWith(MARK))
            {
                final String[] parts = line.substring(MARK.length()).split(" ");
                return new LoopResult(
                    Long.parseLong(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]), Long.parseLong(parts[4]), Integer.parseInt(parts[5]));
            }
        }
        return null;
    }
}
