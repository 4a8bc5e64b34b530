package porteira.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a demo may leave on the machine, found by name: folders, namespaces and the processes inside those. A name
 * carries its demo's pid, so that the next demo can tell those of a living one from those of one that was killed.
 */
final class Leftovers
{
    /** Where demos make their folders. */
    static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path DPDK_RUNTIME = Path.of("/run/dpdk");
    private static final List<Path> PLACES = List.of(TEMPORARY, NAMESPACES, DPDK_RUNTIME);
    private static final Pattern NAME = Pattern.compile("(porteira-demo-(\\d{1,18}))(-[a-z]+)?");
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private Leftovers()
    {
    }

    /** The name under which the demo of a process makes everything. */
    static String nameOf(final long pid)
    {
        return "porteira-demo-" + pid;
    }

    /** Remove everything that belongs to demos whose process is gone. */
    static void remove()
    {
        final Set<String> names = new TreeSet<>();
        for (final Path place : PLACES)
        {
            for (final Path entry : entries(place))
            {
                final Matcher matcher = NAME.matcher(entry.getFileName().toString());
                if (matcher.matches() && !isDemo(Long.parseLong(matcher.group(2))))
                {
                    names.add(matcher.group(1));
                }
            }
        }
        names.forEach(Leftovers::remove);
    }

    /** Remove everything that belongs to the demo of this name, processes in its namespaces first. */
    static void remove(final String name)
    {
        final List<String> namespaces = of(name).stream()
            .filter(entry -> entry.startsWith(NAMESPACES))
            .map(entry -> entry.getFileName().toString())
            .toList();
        namespaces.forEach(Leftovers::endProcesses);
        namespaces.forEach(namespace -> ip("netns", "delete", namespace));
        deleteTree(DPDK_RUNTIME.resolve(name));
        deleteTree(TEMPORARY.resolve(name));
    }

    /** Folders and namespaces that belong to the demo of this name. */
    static List<Path> of(final String name)
    {
        final List<Path> found = new ArrayList<>();
        for (final Path place : PLACES)
        {
            for (final Path entry : entries(place))
            {
                final Matcher matcher = NAME.matcher(entry.getFileName().toString());
                if (matcher.matches() && name.equals(matcher.group(1)))
                {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** False if no process has this id, or one that took it over and runs something else. */
    private static boolean isDemo(final long pid)
    {
        return ProcessHandle.of(pid)
            .map(process -> process.info().command().map(command -> command.endsWith("/java")).orElse(true))
            .orElse(false);
    }

    private static void endProcesses(final String namespace)
    {
        final List<ProcessHandle> inside = ip("netns", "pids", namespace).lines()
            .filter(line -> !line.isBlank())
            .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())).stream())
            .toList();
        inside.forEach(ProcessHandle::destroy);
        if (!Await.until(() -> inside.stream().noneMatch(ProcessHandle::isAlive), LIMIT))
        {
            inside.forEach(ProcessHandle::destroyForcibly);
            Await.until(() -> inside.stream().noneMatch(ProcessHandle::isAlive), LIMIT);
        }
    }

    private static String ip(final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            final String said = new String(process.getInputStream().readAllBytes());
            return process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && 0 == process.exitValue() ? said : "";
        }
        catch (final IOException ex)
        {
            return "";
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static List<Path> entries(final Path place)
    {
        try (Stream<Path> entries = Files.list(place))
        {
            return entries.toList();
        }
        catch (final IOException | UncheckedIOException absent)
        {
            return List.of();
        }
    }

    private static void deleteTree(final Path root)
    {
        try (Stream<Path> tree = Files.walk(root))
        {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
        catch (final IOException | UncheckedIOException absent)
        {
            // Gone already, or another user's: either way not ours to remove.
        }
    }
}
