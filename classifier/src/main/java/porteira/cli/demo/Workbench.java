package porteira.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All that a demo makes outside its own process: a temporary folder, child processes, network namespaces.
 * {@link #close} undoes it from whichever thread comes first, the demo's own or the JVM's shutdown hook; from then on
 * nothing new can be started.
 */
final class Workbench implements AutoCloseable
{
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    /** Programs find each other, speak English, and read nobody's personal configuration. */
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", HostPrograms.path(), "LC_ALL", "C");

    private final String name;
    private final Path folder;
    private final List<Child> children = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread hook = new Thread(this::undo, "demo-cleanup");

    private Workbench(final String name, final Path folder)
    {
        this.name = name;
        this.folder = folder;
    }

    /** Take a name of our own, clear away what dead demos left, make the folder. */
    static Workbench open()
    {
        Leftovers.remove();
        final String name = Leftovers.nameOf(ProcessHandle.current().pid());
        final Workbench workbench = new Workbench(name, Leftovers.TEMPORARY.resolve(name));
        Runtime.getRuntime().addShutdownHook(workbench.hook);
        try
        {
            Files.createDirectory(
                workbench.folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        catch (final IOException ex)
        {
            workbench.close();
            throw DemoException.environment("cannot make " + workbench.folder + ": " + ex.getMessage());
        }
        return workbench;
    }

    /** Begins the name of everything that this demo makes. */
    String name()
    {
        return name;
    }

    /** Working folder of every child; removed at the end. */
    Path folder()
    {
        return folder;
    }

    /**
     * Tell an interrupt from whatever fails because of it.
     *
     * @throws DemoException once {@link #close} has begun.
     */
    void throwIfClosing()
    {
        if (closing.get())
        {
            throw DemoException.failure("interrupted");
        }
    }

    /** Start a program that runs until its work is done or the demo ends. */
    Child start(final String label, final List<String> command)
    {
        synchronized (children)
        {
            throwIfClosing();
            try
            {
                // In a session of its own: Ctrl-C on the terminal is for the demo alone, which then ends its children.
                final List<String> whole = new ArrayList<>(List.of("setsid"));
                whole.addAll(command);
                final ProcessBuilder builder = new ProcessBuilder(whole)
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
                builder.environment().putAll(ENVIRONMENT);
                builder.environment().put("HOME", folder.toString());
                final Child child = new Child(builder.start());
                children.add(child);
                return child;
            }
            catch (final IOException ex)
            {
                throw DemoException.environment("cannot start " + label + ": " + ex.getMessage());
            }
        }
    }

    /** Run a short command with {@code input} as its standard input, and give back what it said. */
    String run(final String label, final String input, final List<String> command)
    {
        final Child child = start(label, command);
        child.feed(input.getBytes(StandardCharsets.UTF_8));
        final boolean ended = child.awaitEnd(COMMAND_LIMIT);
        forget(child);
        if (!ended)
        {
            child.end(END_LIMIT);
            throw DemoException.failure(label + " did not end within " + COMMAND_LIMIT.toSeconds() + " s");
        }
        if (0 != child.exitCode())
        {
            throw DemoException.environment(label + ": " + child.output());
        }
        return child.output();
    }

    /** Write a small text file into the folder. */
    Path write(final String file, final String text)
    {
        try
        {
            return Files.writeString(folder.resolve(file), text);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close()
    {
        undo();
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException shuttingDown)
        {
            // The hook runs beside us and finds nothing left to do.
        }
    }

    private void forget(final Child child)
    {
        synchronized (children)
        {
            children.remove(child);
        }
    }

    private synchronized void undo()
    {
        final List<Child> running;
        synchronized (children)
        {
            closing.set(true);
            running = List.copyOf(children);
            children.clear();
        }
        running.forEach(Child::requestEnd);
        running.forEach(child -> child.end(END_LIMIT));
        Leftovers.remove(name);
    }
}
