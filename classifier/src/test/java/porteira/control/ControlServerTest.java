package porteira.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try")
@Timeout(30)
class ControlServerTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldAnswerWhileAnotherClientSaysNothing() throws IOException
    {
        final Path file = folder.resolve("control.sock");
        final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        try (ControlServer server = ControlServer.start(file, Reply::ok, errors::add);
            SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(file)))
        {
            final String large = "x".repeat(3_000_000);

            assertEquals(List.of("set", large), ControlClient.ask(file, List.of("set", large)).lines());
            assertEquals(2, ControlClient.ask(file, List.of()).exit());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertFalse(Files.exists(file));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTellWhatWentWrongWhenHandlerThrows() throws IOException
    {
        final Path file = folder.resolve("control.sock");
        final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        try (ControlServer server = ControlServer.start(file, (words) ->
        {
            throw new IllegalStateException("too many policies wait");
        }, errors::add))
        {
            assertEquals(new Reply(1, List.of("too many policies wait")), ControlClient.ask(file, List.of("reload")));
        }
        assertEquals(1, errors.size());
    }
}
