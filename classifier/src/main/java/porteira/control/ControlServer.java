package porteira.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.agrona.ErrorHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes commands from any number of clients and carries out one at a time. */
public final class ControlServer implements AutoCloseable
{
    static final JsonMapper JSON = JsonMapper.shared();

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final Path file;
    private final ServerSocketChannel server;
    private final ControlHandler handler;
    private final ErrorHandler errors;
    private final Thread thread;

    private ControlServer(
        final Path file, final ServerSocketChannel server, final ControlHandler handler, final ErrorHandler errors)
    {
        this.file = file;
        this.server = server;
        this.handler = handler;
        this.errors = errors;
        thread = Thread.ofPlatform().name("control").daemon().unstarted(this::serve);
    }

    /**
     * Listen. Whoever listened under this name before is gone: the run directory has one owner.
     *
     * @param file of the socket, at most about a hundred bytes long; only its owner may open it
     * @throws IOException where that cannot be
     */
    public static ControlServer start(final Path file, final ControlHandler handler, final ErrorHandler errors)
        throws IOException
    {
        Files.deleteIfExists(file);
        final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try
        {
            server.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        catch (final IOException e)
        {
            server.close();
            throw new IOException(file + ": cannot listen: " + e.getMessage(), e);
        }
        final ControlServer control = new ControlServer(file, server, handler, errors);
        control.thread.start();
        return control;
    }

    @Override
    public void close()
    {
        try
        {
            server.close();
            Files.deleteIfExists(file);
        }
        catch (final IOException e)
        {
            errors.onError(e);
        }
    }

    private void serve()
    {
        while (server.isOpen())
        {
            try
            {
                final SocketChannel client = server.accept();
                Thread.ofVirtual().name("control-client").start(() -> answer(client));
            }
            catch (final ClosedChannelException e)
            {
                return;
            }
            catch (final IOException e)
            {
                errors.onError(e);
            }
        }
    }

    /** On a thread of its own: a client that never sends its line holds up nobody. */
    private void answer(final SocketChannel client)
    {
        try (client)
        {
            final BufferedReader reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
            final String line = reader.readLine();
            final ByteBuffer reply = null == line ? ByteBuffer.allocate(0) :
                StandardCharsets.UTF_8.encode(JSON.writeValueAsString(reply(line)) + "\n");
            while (reply.hasRemaining())
            {
                client.write(reply);
            }
        }
        catch (final IOException | RuntimeException e)
        {
            errors.onError(e);
        }
    }

    private synchronized Reply reply(final String line)
    {
        try
        {
            final List<String> words = List.of(JSON.readValue(line, String[].class));
            return words.isEmpty() ? new Reply(WRONG_USAGE, List.of("no command")) : handler.handle(words);
        }
        catch (final JacksonException e)
        {
            return new Reply(WRONG_USAGE, List.of("not a JSON array of words: " + e.getOriginalMessage()));
        }
        catch (final RuntimeException e)
        {
            errors.onError(e);
            return new Reply(FAILED, List.of(null == e.getMessage() ? e.toString() : e.getMessage()));
        }
    }
}
