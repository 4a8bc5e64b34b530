package porteira.bench.run;

/** A named group of measurements that belong to one question. */
public interface BenchSet
{
    /** What the command line calls it. */
    String name();

    /** The question, in one line. */
    String title();

    /**
     * Measure, with all contenders' rounds interleaved, and add what was found to the report.
     *
     * @throws BenchException if something it needs is missing, with what to do
     */
    void run(Settings settings, Report report, Progress progress) throws Exception;
}
