package porteira.pipeline;

import org.agrona.collections.MutableLong;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file of lines that another program may move away at any time. Lines gather in memory until {@link #flush}, which
 * writes whole lines or none: what cannot be written is counted and dropped, and the next flush tries again. One
 * thread.
 */
public final class EventLog implements AutoCloseable
{
    private static final long CHECK_INTERVAL_MS = 1000;
    private static final long NEVER = Long.MIN_VALUE;

    private final Path file;
    private final Lines lines = new Lines();
    private final MutableLong written = new MutableLong();
    private final MutableLong lost = new MutableLong();
    private FileChannel channel;
    private Object fileKey;
    private long checkedMs = NEVER;
    private int pending;
    private String trouble = "";

    /**
     * Open for appending, making the file if it is not there.
     *
     * @throws IOException where that is impossible
     */
    public EventLog(final Path file) throws IOException
    {
        this.file = file;
        open();
    }

    /** Where the bytes of a line go, its line feed included; {@link #endLine} after each. */
    OutputStream line()
    {
        return lines;
    }

    void endLine()
    {
        pending++;
    }

    /**
     * Write what has gathered, into a new file if the old one has been moved away.
     *
     * @return lines written
     */
    public int flush(final long nowMs)
    {
        if (NEVER == checkedMs || nowMs - checkedMs >= CHECK_INTERVAL_MS || nowMs < checkedMs)
        {
            checkedMs = nowMs;
            reopenIfMoved();
        }
        if (0 == pending)
        {
            return 0;
        }

        final int count = pending;
        final boolean isWritten = write();
        (isWritten ? written : lost).addAndGet(count);
        lines.reset();
        pending = 0;
        return isWritten ? count : 0;
    }

    /** Lines in the file, since start. */
    public long written()
    {
        return written.get();
    }

    /** Lines given up because they could not be written. */
    public long lost()
    {
        return lost.get();
    }

    /** Why the last write failed, empty if it did not. */
    public String trouble()
    {
        return trouble;
    }

    @Override
    public void close()
    {
        if (pending > 0)
        {
            flush(checkedMs);
        }
        closeChannel();
    }

    private boolean write()
    {
        long start = -1;
        try
        {
            if (null == channel)
            {
                open();
            }
            start = channel.size();
            final ByteBuffer bytes = lines.bytes();
            while (bytes.hasRemaining())
            {
                channel.write(bytes);
            }
            trouble = "";
            return true;
        }
        catch (final IOException ex)
        {
            trouble = Objects.toString(ex.getMessage(), ex.toString());
            undo(start);
            return false;
        }
    }

    /** A full disk may have taken half a line. */
    private void undo(final long length)
    {
        if (null != channel && length >= 0)
        {
            try
            {
                channel.truncate(length);
            }
            catch (final IOException ignored)
            {
                // Not a file that can be cut, a pipe for one: the reader sees half a line.
                closeChannel();
            }
        }
    }

    private void reopenIfMoved()
    {
        try
        {
            if (null != channel && Objects.equals(fileKey, keyOf(file)))
            {
                return;
            }
        }
        catch (final NoSuchFileException moved)
        {
            closeChannel();
        }
        catch (final IOException ex)
        {
            trouble = Objects.toString(ex.getMessage(), ex.toString());
            return;
        }
        closeChannel();
        try
        {
            open();
        }
        catch (final IOException ex)
        {
            trouble = Objects.toString(ex.getMessage(), ex.toString());
        }
    }

    private void open() throws IOException
    {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        fileKey = keyOf(file);
    }

    private void closeChannel()
    {
        if (null != channel)
        {
            try
            {
                channel.close();
            }
            catch (final IOException ex)
            {
                trouble = Objects.toString(ex.getMessage(), ex.toString());
            }
            channel = null;
        }
    }

    private static Object keyOf(final Path file) throws IOException
    {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Gives its bytes without a copy. */
    private static final class Lines extends ByteArrayOutputStream
    {
        ByteBuffer bytes()
        {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
