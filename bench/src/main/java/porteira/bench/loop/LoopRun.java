package porteira.bench.loop;

import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchException;
import porteira.bench.run.JavaWorker;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The gateway's lane on a loop of two net_ring ports, measured once in a process of its own. */
public final class LoopRun
{
    /** Poller and classifier on a core each. */
    public static final String PIPELINE = "pipeline";
    /** One core does all. */
    public static final String INLINE = "inline";

    private static final int WARM_UP_S = 3;

    private LoopRun()
    {
    }

    /** Frames a second, in millions. @param frames going round */
    public static double rate(final Settings settings, final String mode, final FrameMix mix, final int frames)
        throws IOException
    {
        return once(settings, mode, mix, frames).rate() / 1e6;
    }

    static LoopResult once(final Settings settings, final String mode, final FrameMix mix, final int frames)
        throws IOException
    {
        final Path log = Files.createTempFile("porteira-bench", ".eal");
        try
        {
            final LoopResult result = LoopResult.find(JavaWorker.run(
                LoopWorker.class.getName(), mode, settings.policy().toString(), Integer.toString(frames),
                Integer.toString(WARM_UP_S), Integer.toString(settings.seconds()), log.toString(), mix.name()));
            if (null == result || 0 != result.dropped())
            {
                throw new BenchException(mode + ", " + mix + ": frames left the loop: " + result);
            }
            return result;
        }
        finally
        {
            Files.delete(log);
        }
    }
}
