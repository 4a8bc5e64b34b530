package porteira.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Asks a running gateway. */
public final class ControlClient
{
    private ControlClient()
    {
    }

    /**
     * Send a command and wait for the answer.
     *
     * @param file  of the gateway's socket
     * @param words the command and its arguments
     * @throws IOException if nobody listens there, or the gateway ends before it has answered
     */
    public static Reply ask(final Path file, final List<String> words) throws IOException
    {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file)))
        {
            channel.write(StandardCharsets.UTF_8.encode(ControlServer.JSON.writeValueAsString(words) + "\n"));
            final BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            final String line = reader.readLine();
            if (null == line)
            {
                throw new IOException("the gateway ended before it answered");
            }
            return ControlServer.JSON.readValue(line, Reply.class);
        }
    }
}
