package porteira;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import porteira.set.Sets;

/** The sets of a gateway, and the thread that writes those to disk which outlive it. */
final class SetStore implements AutoCloseable
{
    private final ExecutorService saver = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("set-saver").daemon().factory());
    private final Sets sets;

    /** {@code folder} is made when there is something to keep. */
    SetStore(final Path folder)
    {
        sets = new Sets(folder, saver, System.currentTimeMillis(), new SecureRandom()::nextLong);
    }

    Sets sets()
    {
        return sets;
    }

    /** Waits for what is being written. */
    @Override
    public void close()
    {
        saver.close();
    }
}
