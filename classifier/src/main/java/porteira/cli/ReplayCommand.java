package porteira.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import porteira.replay.Judge;
import porteira.replay.Replay;
import porteira.replay.ReplayFormat;
import porteira.replay.ReplaySummary;
import porteira.tree.PolicyCompiler;

/** {@code porteira replay}: judge captures offline. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Judge the frames of capture files (pcap, pcapng; Ethernet, raw IP, Linux cooked, loopback) by a "
        + "policy, offline: no root, no DPDK. Folders are searched for captures.",
    footer = {
        "",
        "Examples:",
        "  porteira replay policy.nft capture.pcap",
        "  porteira replay policy.nft captures/ --tsv > verdicts.tsv",
        "  porteira replay policy.nft capture.pcap --in wan --write-dropped dropped.pcap",
        "",
        "Exit code 0 even where frames are malformed; 1 if a file could not be read, or not to its end." })
final class ReplayCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @ArgGroup
    private Format format;

    @Mixin
    private PolicyPorts ports;

    @Option(names = "--write-dropped", paramLabel = "FILE", description = "Write the dropped frames to a pcap file.")
    private Path dropped;

    @Option(names = { "-q", "--quiet" }, description = "Only the summary.")
    private boolean quiet;

    @Parameters(index = "0", paramLabel = "POLICY", description = "Policy file.")
    private Path policy;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE|FOLDER", description = "Captures.")
    private List<Path> inputs;

    /** At most one of these. */
    private static final class Format
    {
        @Option(names = "--json", description = "One JSON object a frame.")
        private boolean json;

        @Option(names = "--tsv", description = "A table: file, frame, verdict, rule, then what the parser saw.")
        private boolean tsv;
    }

    @Override
    public Integer call() throws IOException
    {
        final Judge judge = Judge.of(PolicyCompiler.compile(policy, ports.names()));
        final ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        final ReplaySummary summary = new Replay(judge)
            .format(format())
            .output(quiet ? Writer.nullWriter() : new BufferedWriter(spec.commandLine().getOut()))
            .errors(progress::message)
            .progress((file, number, count, frames) ->
                progress.show("file " + number + " of " + count + ", " + frames + " frames: " + file.getFileName()))
            .writeDropped(dropped)
            .ports(ports.ingress(), ports.egress())
            .run(inputs);
        progress.clear();
        if (0 == summary.files() && summary.failures().isEmpty())
        {
            progress.message("no captures (*.pcap, *.pcapng, *.cap) in " + inputs);
            return ExitCode.FAILURE;
        }
        spec.commandLine().getErr().print(summary.text());
        spec.commandLine().getErr().flush();
        if (spec.commandLine().getOut().checkError() || System.out.checkError())
        {
            progress.message("the output could not be written to its end");
            return ExitCode.FAILURE;
        }
        return summary.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private ReplayFormat format()
    {
        if (null == format)
        {
            return ReplayFormat.TEXT;
        }
        return format.json ? ReplayFormat.JSON : ReplayFormat.TSV;
    }
}
