package porteira;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The frames of a capture that is still being written to a pipe, in the order of their arrival. */
public final class FrameTap implements AutoCloseable
{
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int LIMIT_S = 30;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final DataInputStream capture;

    /** Returns once the capture has begun. */
    public FrameTap(final Path pipe) throws IOException
    {
        capture = new DataInputStream(new BufferedInputStream(Files.newInputStream(pipe)));
        capture.readFully(new byte[FILE_HEADER_LENGTH]);
        Thread.ofPlatform().daemon().name("tap " + pipe.getFileName()).start(this::read);
    }

    /** All frames that come before {@code last}, which must come. */
    public List<ByteBuffer> until(final byte[] last) throws IOException
    {
        return until((frame) -> Arrays.equals(last, frame));
    }

    /** All frames that come before the first that is {@code last}, which must come. */
    public List<ByteBuffer> until(final Predicate<byte[]> last) throws IOException
    {
        final List<ByteBuffer> before = new ArrayList<>();
        try
        {
            for (byte[] frame = next(); !last.test(frame); frame = next())
            {
                before.add(ByteBuffer.wrap(frame));
            }
        }
        catch (final InterruptedException exception)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while frames were awaited", exception);
        }
        return before;
    }

    private byte[] next() throws IOException, InterruptedException
    {
        final byte[] frame = frames.poll(LIMIT_S, TimeUnit.SECONDS);
        if (END == frame)
        {
            throw new IOException("the capture ended");
        }
        if (null == frame)
        {
            throw new IOException("the frame that ends the batch did not arrive: waited_s=" + LIMIT_S);
        }
        return frame;
    }

    private void read()
    {
        try
        {
            while (true)
            {
                capture.readLong();
                final int length = Integer.reverseBytes(capture.readInt());
                capture.readInt();
                final byte[] frame = new byte[length];
                capture.readFully(frame);
                frames.add(frame);
            }
        }
        catch (final IOException exception)
        {
            frames.add(END);
        }
    }

    @Override
    public void close() throws IOException
    {
        capture.close();
    }
}
