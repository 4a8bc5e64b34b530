package porteira;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell that is the first process of a process namespace, in a network namespace of its own: it ends when this
 * process closes its input or dies, the kernel then ends all that it started, and with them goes the network namespace.
 */
public final class NamespaceShell implements AutoCloseable
{
    private static final List<String> UNSHARE = List.of("unshare", "--net", "--pid", "--fork", "--kill-child", "sh");

    private final Path folder;
    private final Process shell;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    /** A shell that works in {@code folder}. */
    public NamespaceShell(final Path folder) throws IOException
    {
        this.folder = folder;
        shell = new ProcessBuilder(UNSHARE).directory(folder.toFile())
            .redirectError(folder.resolve("shell.err").toFile()).start();
        commands = shell.outputWriter();
        answers = shell.inputReader();
    }

    /** True if {@code probe} succeeds in such a shell. */
    public static boolean isPossible(final String probe)
    {
        try
        {
            final List<String> command = new ArrayList<>(UNSHARE);
            command.addAll(List.of("-c", probe));
            return 0 == new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start().waitFor();
        }
        catch (final IOException exception)
        {
            return false;
        }
        catch (final InterruptedException exception)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Id of the shell itself, whose network namespace it is. */
    public long pid()
    {
        return shell.children().findFirst().orElseThrow().pid();
    }

    /** Run a command that must succeed. */
    public void must(final String command) throws IOException
    {
        assertEquals(0, run(command), () -> command + "\n" + output());
    }

    /** Run a command to its end; its exit code. */
    public int run(final String command) throws IOException
    {
        start("(\n" + command + "\n) > out 2>&1 < /dev/null; echo $?");
        final String status = answers.readLine();
        if (null == status)
        {
            throw new IOException("the shell of the namespace ended: " + Files.readString(folder.resolve("shell.err")));
        }
        return Integer.parseInt(status);
    }

    /** Give the shell a line, of which nothing is awaited. */
    public void start(final String line) throws IOException
    {
        commands.write(line);
        commands.newLine();
        commands.flush();
    }

    /** What the last {@link #run} printed. */
    public String output()
    {
        try
        {
            return Files.readString(folder.resolve("out"));
        }
        catch (final IOException exception)
        {
            return exception.toString();
        }
    }

    /** Send frames into an interface, one after the other, on one CPU. */
    public void replay(final String device, final List<byte[]> frames) throws IOException
    {
        int length = 24;
        for (final byte[] frame : frames)
        {
            length += 16 + frame.length;
        }
        final ByteBuffer capture = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        capture.putInt(0xA1B2C3D4).putShort((short)2).putShort((short)4).putLong(0).putInt(0xFFFF).putInt(1);
        for (final byte[] frame : frames)
        {
            capture.putLong(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        Files.write(folder.resolve("batch.pcap"), capture.array(),
            StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        must("timeout 60 taskset -c 0 tcpreplay -q --topspeed --no-flow-stats -i " + device + " batch.pcap");
    }

    /** Capture what arrives at an interface into a pipe of its name, to be read with a frame tap. */
    public Path capture(final String device) throws IOException
    {
        must("mkfifo " + device + ".pipe");
        start("tcpdump -i " + device + " -Q in -Z root -s 2048 -B 8192 --immediate-mode -U -w - > " + device +
            ".pipe 2> " + device + ".err < /dev/null &");
        return folder.resolve(device + ".pipe");
    }

    /** Ends the namespace and all that runs in it. */
    @Override
    public void close()
    {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }
}
