package porteira.flow;

import org.agrona.concurrent.UnsafeBuffer;
import porteira.dpdk.HugePages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Memory for a lane's connections: off-heap, of this process alone or shared with readers through a file. */
public final class FlowMemory implements AutoCloseable
{
    private static final int CHUNK = 1 << 20;

    private final UnsafeBuffer buffer;
    private final HugePages mapped;
    private final FlowLimits limits;

    private FlowMemory(final ByteBuffer bytes, final HugePages mapped, final FlowLimits limits, final int lane)
    {
        this.mapped = mapped;
        this.limits = limits;
        buffer = new UnsafeBuffer(bytes);
        buffer.putInt(FlowDescriptor.VERSION_OFFSET, FlowDescriptor.VERSION);
        buffer.putInt(FlowDescriptor.LANE_OFFSET, lane);
        buffer.putInt(FlowDescriptor.CONNECTIONS_OFFSET, limits.connections());
        buffer.putInt(FlowDescriptor.MAPPINGS_OFFSET, limits.mappings());
        buffer.putLong(FlowDescriptor.PID_OFFSET, ProcessHandle.current().pid());
        buffer.putLongRelease(FlowDescriptor.MAGIC_OFFSET, FlowDescriptor.MAGIC);
    }

    /** Memory that nobody else can read. */
    public static FlowMemory ofProcess(final FlowLimits limits)
    {
        return new FlowMemory(HugePages.allocate((int)FlowDescriptor.fileLength(limits)), null, limits, 0);
    }

    /**
     * Memory in a file, which is filled beforehand, so that a full file system is met here and not on the way of a
     * frame. Whoever has an older file of that name open keeps it.
     *
     * @param file its directory must exist
     * @param lane shown by readers
     * @throws IOException where there is no room for it
     */
    public static FlowMemory ofFile(final Path file, final FlowLimits limits, final int lane) throws IOException
    {
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try
        {
            fill(fresh, FlowDescriptor.fileLength(limits));
            final HugePages mapped = HugePages.map(fresh, (int)FlowDescriptor.fileLength(limits));
            final FlowMemory memory = new FlowMemory(mapped.buffer(), mapped, limits, lane);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return memory;
        }
        finally
        {
            Files.deleteIfExists(fresh);
        }
    }

    /** True if the file's memory stands on huge pages. */
    public boolean isHuge()
    {
        return null != mapped && mapped.isHuge();
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    FlowWords words()
    {
        return new FlowWords(buffer);
    }

    FlowLimits limits()
    {
        return limits;
    }

    /** The table must not be used any more. The file stays, for those who ask what was. */
    @Override
    public void close()
    {
        if (null != mapped)
        {
            buffer.wrap(0, 0);
            mapped.close();
        }
    }

    private static void fill(final Path file, final long length) throws IOException
    {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
        {
            final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
            for (long left = length; left > 0; left -= zeros.position())
            {
                zeros.clear().limit((int)Math.min(left, CHUNK));
                while (zeros.hasRemaining())
                {
                    channel.write(zeros);
                }
            }
        }
    }
}
