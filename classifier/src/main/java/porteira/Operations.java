package porteira;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import porteira.control.ControlHandler;
import porteira.control.Reply;
import porteira.pipeline.ConductorAgent;
import porteira.pipeline.Trial;
import porteira.problem.RefusedException;
import porteira.set.ElementBatch;
import porteira.set.LiveSet;
import porteira.set.Sets;

/** What an operator may ask of a running gateway. */
final class Operations implements ControlHandler
{
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int REFUSED = 3;
    private static final int LIST_LIMIT = 1_000_000;
    private static final int LOAD_SLICE = 8_192;
    private static final long WAIT_MS = 10_000;

    private final Path policy;
    private final PolicyLoader loader;
    private final ConductorAgent conductor;
    private final Sets sets;
    private Trial trial;

    /** {@code policy} is the file that a reload reads. */
    Operations(final Path policy, final PolicyLoader loader, final ConductorAgent conductor, final Sets sets)
    {
        this.policy = policy;
        this.loader = loader;
        this.conductor = conductor;
        this.sets = sets;
    }

    @Override
    public Reply handle(final List<String> words)
    {
        try
        {
            return switch (words.getFirst())
            {
                case "reload" -> reload();
                case "trial" -> trial(words);
                case "set" -> set(words);
                default -> new Reply(WRONG_USAGE, List.of("no such command: " + words.getFirst()));
            };
        }
        catch (final RefusedException e)
        {
            return new Reply(REFUSED, e.problems().stream().map(Object::toString).toList());
        }
        catch (final IllegalStateException e)
        {
            return new Reply(FAILED, List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Compile the policy's file and put it in force on all lanes; one that is refused changes nothing. */
    synchronized Reply reload()
    {
        final long startNs = System.nanoTime();
        final PolicyLoader.Loaded loaded = loader.load(policy);
        final long compiledNs = System.nanoTime();
        if (!conductor.offer(loaded.update()))
        {
            throw new IllegalStateException("too many policies wait; try again");
        }
        await(loaded.update().generation());
        final List<String> lines = new ArrayList<>();
        loaded.sets().problems().list().forEach((problem) -> lines.add(problem.toString()));
        lines.add("policy %d in force: %d rules, compiled in %d ms, in force after %d ms".formatted(
            loaded.update().generation(), loaded.compiled().rules().size(),
            TimeUnit.NANOSECONDS.toMillis(compiledNs - startNs),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)));
        return Reply.ok(lines);
    }

    private synchronized Reply trial(final List<String> words)
    {
        final long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        final String what = 2 == words.size() ? words.get(1) : "";
        if (what.isEmpty())
        {
            return new Reply(WRONG_USAGE, List.of("trial: the file of a policy, --report or --stop is expected"));
        }
        if ("--report".equals(what) || "--stop".equals(what))
        {
            if (null == trial)
            {
                return new Reply(FAILED, List.of("no policy is on trial"));
            }
            final List<String> report = trial.report(conductor.policy(), nowMs);
            if ("--stop".equals(what))
            {
                conductor.trial(null);
                trial = null;
            }
            return Reply.ok(report);
        }
        if (null != trial && trial.isBeside(conductor.policy()))
        {
            return new Reply(FAILED, List.of(trial.describe() + "; --stop ends that first"));
        }
        trial = loader.trial(Path.of(what), conductor.policy(), nowMs);
        conductor.trial(trial);
        return Reply.ok(List.of(trial.describe()));
    }

    private void await(final int generation)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        while (conductor.policy().generation() < generation)
        {
            if (System.nanoTime() > deadlineNs)
            {
                throw new IllegalStateException(
                    "a lane has not taken the policy within " + WAIT_MS + " ms: it stalls, or is overloaded");
            }
            onConductor(() -> 0);
        }
    }

    private Reply set(final List<String> words)
    {
        if (2 > words.size())
        {
            return new Reply(WRONG_USAGE, List.of("set: list, add, del, flush or load is expected"));
        }
        if ("list".equals(words.get(1)) && 2 == words.size())
        {
            return Reply.ok(sets.all().stream().map(Operations::line).toList());
        }
        if (3 > words.size())
        {
            return new Reply(WRONG_USAGE, List.of("set " + words.get(1) + ": the name of a set is expected"));
        }
        final String name = words.get(2);
        final List<String> rest = words.subList(3, words.size());
        if (rest.isEmpty() && List.of("add", "del", "load").contains(words.get(1)))
        {
            return new Reply(WRONG_USAGE, List.of("set " + words.get(1) + ": elements, or a file, are expected"));
        }
        return switch (words.get(1))
        {
            case "list" -> Reply.ok(onConductor(() -> sets.list(name, LIST_LIMIT)).get());
            case "add" -> changed("added", rest.size(), onConductor(() -> sets.add(name, rest)));
            case "del" -> Reply.ok(List.of("removed " + onConductor(() -> sets.delete(name, rest))));
            case "flush" -> Reply.ok(List.of("removed " + onConductor(() -> sets.flush(name))));
            case "load" -> changed("loaded " + rest.getFirst(), 0, load(name, Path.of(rest.getFirst())));
            default -> new Reply(WRONG_USAGE, List.of("set " + words.get(1) + ": no such command"));
        };
    }

    /** In slices, so that the conductor does not keep the lanes' events waiting. @return elements without room */
    private int load(final String name, final Path file)
    {
        final ElementBatch batch = sets.read(name, file);
        int refused = 0;
        for (int from = 0; from < batch.size(); from += LOAD_SLICE)
        {
            final int first = from;
            refused += onConductor(() -> sets.apply(name, batch, first, Math.min(first + LOAD_SLICE, batch.size())));
        }
        return refused;
    }

    private static Reply changed(final String what, final int count, final int refused)
    {
        final String text = what + (0 == count ? "" : " " + (count - refused));
        return 0 == refused ? Reply.ok(List.of(text)) :
            new Reply(FAILED, List.of(text + "; no room for " + refused));
    }

    private static String line(final LiveSet set)
    {
        final StringBuilder types = new StringBuilder();
        set.types().forEach((type) -> types.append(types.isEmpty() ? "" : " . ").append(type.text()));
        return "%s  %s  %d of %d elements".formatted(set.name(), types, set.size(), set.capacity());
    }

    private <T> T onConductor(final Callable<T> task)
    {
        try
        {
            return conductor.call(task).get(WAIT_MS, TimeUnit.MILLISECONDS);
        }
        catch (final ExecutionException e)
        {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        catch (final InterruptedException e)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        catch (final TimeoutException e)
        {
            throw new IllegalStateException("the gateway does not answer within " + WAIT_MS + " ms", e);
        }
    }
}
