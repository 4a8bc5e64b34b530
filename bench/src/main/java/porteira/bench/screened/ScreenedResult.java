package porteira.bench.screened;

import java.util.ArrayList;
import java.util.List;

/**
 * What a worker measured; crosses from its process as one line.
 *
 * @param work        what was done
 * @param isHot       true if all frames stay in the core's caches
 * @param gatewayNs   median nanoseconds a frame of the gateway's code
 * @param referenceNs the same of the C reference
 */
record ScreenedResult(ScreenedWorker.Work work, boolean isHot, double gatewayNs, double referenceNs)
{
    private static final String MARK = "screened-result ";

    String line()
    {
        return MARK + work + " " + isHot + " " + gatewayNs + " " + referenceNs;
    }

    /** All results in a worker's output, in its order. */
    static List<ScreenedResult> findAll(final String output)
    {
        final List<ScreenedResult> results = new ArrayList<>();
        for (final String line : output.split("\\R"))
        {
            if (line.startsWith(MARK))
            {
                final String[] parts = line.substring(MARK.length()).split(" ");
                results.add(new ScreenedResult(
                    ScreenedWorker.Work.valueOf(parts[0]), Boolean.parseBoolean(parts[1]),
                    Double.parseDouble(parts[2]), Double.parseDouble(parts[3])));
            }
        }
        return results;
    }
}
