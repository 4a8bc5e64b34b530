package porteira.bench.latency;

import porteira.bench.run.Shell;

/**
 * What forced full collections did to the frames; crosses from the worker's process as one line.
 *
 * @param rate        frames a second
 * @param collections that were forced while frames flowed
 * @param longestMs   milliseconds that the longest one took, as who forced it saw it
 * @param sent        frames
 * @param lost        frames
 * @param longestUs   microseconds of the slowest frame's way
 */
record CollectionResult(long rate, int collections, double longestMs, long sent, long lost, double longestUs)
{
    private static final String MARK = "collection-result ";
    private static final int COLLECTIONS = 4;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_US = 1e3;

    /** Send for some time and force collections, evenly apart. */
    static CollectionResult measure(final Load load, final long rate, final long durationNs)
    {
        final Collector collector = new Collector(durationNs / (COLLECTIONS + 1));
        final Thread thread = new Thread(collector, "collector");
        thread.start();
        final Load.Result result = load.runInside(rate, durationNs);
        try
        {
            thread.join();
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
        }
        return new CollectionResult(
            rate, COLLECTIONS, collector.longestNs / NS_PER_MS, result.sent() + result.refused(), result.lost(),
            result.histogram().getMaxValue() / NS_PER_US);
    }

    String line()
    {
        return MARK + rate + " " + collections + " " + longestMs + " " + sent + " " + lost + " " + longestUs;
    }

    /** The result among a worker's output, or null. */
    static CollectionResult find(final String output)
    {
        for (final String line : output.split("\\R"))
        {
            if (line.startsWith(MARK))
            {
                final String[] parts = line.substring(MARK.length()).split(" ");
                return new CollectionResult(
                    Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Double.parseDouble(parts[2]),
                    Long.parseLong(parts[3]), Long.parseLong(parts[4]), Double.parseDouble(parts[5]));
            }
        }
        return null;
    }

    /** Collects now and then. */
    private static final class Collector implements Runnable
    {
        private final long pauseNs;
        private long longestNs;

        Collector(final long pauseNs)
        {
            this.pauseNs = pauseNs;
        }

        @Override
        public void run()
        {
            for (int i = 0; i < COLLECTIONS; i++)
            {
                Shell.pause((long)(pauseNs / NS_PER_MS));
                final long startNs = System.nanoTime();
                System.gc();
                longestNs = Math.max(longestNs, System.nanoTime() - startNs);
            }
        }
    }
}
