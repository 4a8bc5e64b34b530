package porteira.bench.acl;

import porteira.bench.corpus.AclCorpus;
import porteira.bench.run.BenchException;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Goal;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Large rule lists beside librte_acl, the same rules and headers. */
public final class AclSet implements BenchSet
{
    private static final String[] LISTS = {"acl1-1k", "fw1-1k", "ipc1-1k", "acl1-10k", "fw1-10k", "ipc1-10k"};
    private static final String[] ALGORITHMS = {"scalar", "sse", "avx2", "avx512x16", "avx512x32"};
    private static final Pattern RATE = Pattern.compile("([0-9.]+) pkt/sec");
    private static final double NO_ALLOCATION = 0.01;
    private static final double MOST_BUILD_S = 10;
    private static final double GOAL_1K = 1.5;
    private static final double GOAL_10K = 2;
    private static final int PACKETS = 4_000_000;
    private static final int MOST_RULES = 200_000;

    @Override
    public String name()
    {
        return "acl";
    }

    @Override
    public String title()
    {
        return "lists of 1 k and 10 k five-tuple rules, beside librte_acl on the same rules and headers";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        for (final String list : LISTS)
        {
            run(list, settings, report, progress);
        }
    }

    private void run(
        final String list, final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final Path folder = Files.createTempDirectory("porteira-acl");
        final Path rules = folder.resolve("rules");
        final Path trace = folder.resolve("trace");
        try
        {
            final AclCorpus corpus = AclList.of(list, settings.home());
            corpus.writeRules(rules);
            corpus.writeTrace(trace);
            final Samples standard = new Samples();
            final Samples best = new Samples();
            final Samples lookUps = new Samples();
            final Samples frames = new Samples();
            final Samples allocated = new Samples();
            final Samples build = new Samples();
            final String fastest = fastestOf(rules, trace, corpus.count());
            for (int round = 1; round <= settings.rounds(); round++)
            {
                progress.step(name() + ": librte_acl, " + list, round, settings.rounds());
                standard.add(peer(rules, trace, corpus.count(), null) / 1e6);
                best.add(peer(rules, trace, corpus.count(), fastest) / 1e6);
                progress.step(name() + ": gateway, " + list, round, settings.rounds());
                final AclResult result = worker(list, settings);
                lookUps.add(result.lookUps() / 1e6);
                frames.add(result.frames() / 1e6);
                allocated.add(result.allocated());
                build.add(result.buildS());
            }
            final Figure peer = Figure.of(
                list + ": librte_acl", "M/s", standard, corpus.rules() + " rules; default algorithm, headers ready")
                .ofOthers();
            report.add(peer);
            final Figure bestPeer = Figure.of(
                list + ": librte_acl, best", "M/s", best, "of its algorithms " + fastest + ", the fastest at first")
                .ofOthers();
            report.add(bestPeer);
            report.add(Figure.beside(peer, list + ": tables", lookUps, Goal.timesPeer(1),
                "from the frame, parsed before; beside the default algorithm"));
            report.add(Figure.beside(bestPeer, list + ": tables", lookUps,
                Goal.timesPeer(list.endsWith("-10k") ? GOAL_10K : GOAL_1K), "the same, beside the best algorithm"));
            report.add(Figure.beside(peer, list + ": tables and parser", frames, null, "from the bare frame"));
            report.add(Figure.of(list + ": allocated", "B/frame", allocated, Goal.atMost(NO_ALLOCATION), ""));
            report.add(Figure.of(list + ": build", "s", build, Goal.atMost(MOST_BUILD_S),
                "from the policy's text, first compilation of the process, heap limited to 512 MiB"));
        }
        finally
        {
            Files.deleteIfExists(rules);
            Files.deleteIfExists(trace);
            Files.deleteIfExists(folder);
        }
    }

    /** The fastest algorithm that this processor has. */
    private static String fastestOf(final Path rules, final Path trace, final int headers)
    {
        String fastest = ALGORITHMS[0];
        double most = 0;
        for (final String algorithm : ALGORITHMS)
        {
            try
            {
                final double rate = peer(rules, trace, headers, algorithm);
                fastest = rate > most ? algorithm : fastest;
                most = Math.max(most, rate);
            }
            catch (final BenchException e)
            {
                // A processor without these instructions; scalar runs everywhere.
                if (ALGORITHMS[0].equals(algorithm))
                {
                    throw e;
                }
            }
        }
        return fastest;
    }

    private static double peer(final Path rules, final Path trace, final int headers, final String algorithm)
    {
        final List<String> command = new ArrayList<>(List.of(
            "dpdk-test-acl", "-l", "0", "--no-pci", "--no-huge", "-m", "1024",
            "--file-prefix=porteira-bench-" + ProcessHandle.current().pid(), "--force-max-simd-bitwidth=512", "--",
            "--rulesf=" + rules, "--tracef=" + trace, "--rulenum=" + MOST_RULES, "--tracenum=" + headers,
            "--iter=" + Math.max(1, PACKETS / headers), "--verbose=0"));
        if (null != algorithm)
        {
            command.add("--alg=" + algorithm);
        }
        final Matcher matcher = RATE.matcher(Shell.read(command));
        if (!matcher.find())
        {
            throw new BenchException("dpdk-test-acl printed no rate for " + rules);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static AclResult worker(final String list, final Settings settings)
    {
        final AclResult result = AclResult.find(Shell.read(List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages", "-Xmx512m",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-Dagrona.disable.bounds.checks=true", "-cp", System.getProperty("java.class.path"),
            "porteira.bench.acl.AclWorker", list, settings.home().toString(),
            Integer.toString(settings.seconds()))));
        if (null == result)
        {
            throw new BenchException(list + ": the worker printed no result");
        }
        return result;
    }
}
