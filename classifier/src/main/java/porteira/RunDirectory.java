package porteira;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/** The folder where a running gateway keeps its files, held by one process at a time. */
final class RunDirectory implements AutoCloseable
{
    /** Read by {@code porteira stat}. */
    static final String COUNTERS = "counters.dat";
    /** What DPDK logs. */
    static final String EAL_LOG = "eal.log";

    /** Where commands come in. */
    static final String CONTROL = "control.sock";
    private static final String FLOWS = "flows-%d.dat";
    private static final String LOCK = "lock";
    private static final int PID_LENGTH_MAX = 32;

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private RunDirectory(final Path folder, final FileChannel channel, final FileLock lock)
    {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing and takes it.
     *
     * @throws GatewayException if another process holds it or it cannot be written
     */
    static RunDirectory take(final Path folder)
    {
        try
        {
            Files.createDirectories(folder);
            final FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, READ, WRITE);
            try
            {
                return take(folder, channel);
            }
            catch (final IOException | RuntimeException e)
            {
                channel.close();
                throw e;
            }
        }
        catch (final FileSystemException e)
        {
            throw new GatewayException(GatewayException.Kind.ENVIRONMENT,
                "gateway.run_dir=" + folder + ": cannot be written (" + e.getClass().getSimpleName() +
                "); run as root or name a folder of yours");
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private static RunDirectory take(final Path folder, final FileChannel channel) throws IOException
    {
        final FileLock lock = tryLock(channel);
        if (null == lock)
        {
            throw new GatewayException(GatewayException.Kind.BUSY,
                folder + ": another porteira runs here (pid " + read(channel) + "); stop it, or give this one a " +
                "gateway.run_dir of its own");
        }
        channel.truncate(0).write(
            ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        return new RunDirectory(folder, channel, lock);
    }

    /** Name of the file of a lane's connections. */
    static String flows(final int lane)
    {
        return FLOWS.formatted(lane);
    }

    /** Files of the connections of all lanes, the lowest first. */
    static List<Path> flowsFiles(final Path folder) throws IOException
    {
        final List<Path> files = new ArrayList<>();
        for (Path file = folder.resolve(flows(0)); Files.exists(file); file = folder.resolve(flows(files.size())))
        {
            files.add(file);
        }
        return files;
    }

    /** Path of one of its files. */
    Path file(final String name)
    {
        return folder.resolve(name);
    }

    @Override
    public void close()
    {
        try (channel)
        {
            lock.release();
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private static FileLock tryLock(final FileChannel channel) throws IOException
    {
        try
        {
            return channel.tryLock();
        }
        catch (final OverlappingFileLockException e)
        {
            return null;
        }
    }

    private static String read(final FileChannel channel) throws IOException
    {
        final ByteBuffer text = ByteBuffer.allocate(PID_LENGTH_MAX);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    }
}
