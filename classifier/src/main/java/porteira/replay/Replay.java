package porteira.replay;

import org.agrona.CloseHelper;
import porteira.dpdk.Capture;
import porteira.dpdk.CaptureWriter;
import porteira.policy.Verdict;
import porteira.wire.Malformed;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.Tunnels;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Judges the frames of capture files by a policy, offline. Frames of other links than Ethernet are judged as if they
 * had come in an Ethernet frame; what is printed speaks of the frame in the file. The policy sees the view of {@link
 * PacketParser#ethernet}; the printed columns look further down (PPPoE, MPLS and the like) for the first IP header.
 * <pre>{@code
 *  final ReplaySummary summary = new Replay(judge)
 *      .format(ReplayFormat.TSV).output(writer).errors(System.err::println).run(List.of(folder));
 * }</pre>
 */
public final class Replay
{
    /** Told how far a run is, from the thread that runs it. */
    @FunctionalInterface
    public interface Progress
    {
        /** Called at the start of each file and every few thousand frames. */
        void at(Path file, int fileNumber, int fileCount, long frames);
    }

    private static final int PROGRESS_INTERVAL = 1 << 13;

    private final Judge judge;
    private final JudgedFrame judged = new JudgedFrame();
    private final EthernetView view = new EthernetView();
    private ReplayFormat format = ReplayFormat.TEXT;
    private Writer output = Writer.nullWriter();
    private Consumer<String> errors = message -> {};
    private Progress progress = (file, number, count, frames) -> {};
    private Path dropped;
    private int ingress;
    private int egress = 1;
    private ReplaySummary summary;
    private FrameReport report;
    private CaptureWriter droppedWriter;

    /** A replay that prints nothing until told otherwise. */
    public Replay(final Judge judge)
    {
        this.judge = Objects.requireNonNull(judge);
    }

    /** How verdicts are printed; {@link ReplayFormat#TEXT} unless set. */
    public Replay format(final ReplayFormat format)
    {
        this.format = format;
        return this;
    }

    /** Where verdicts go; better buffered. Flushed, not closed. */
    public Replay output(final Writer output)
    {
        this.output = output;
        return this;
    }

    /** Takes one line for each file that cannot be read, or not to its end. */
    public Replay errors(final Consumer<String> errors)
    {
        this.errors = errors;
        return this;
    }

    /** Told how far the run is. */
    public Replay progress(final Progress progress)
    {
        this.progress = progress;
        return this;
    }

    /** Also write the dropped frames to this pcap file, as Ethernet frames; null for none. */
    public Replay writeDropped(final Path dropped)
    {
        this.dropped = dropped;
        return this;
    }

    /** Bridge ports that frames come in on and would leave by, 0..31; 0 and 1 unless set. */
    public Replay ports(final int ingress, final int egress)
    {
        this.ingress = ingress;
        this.egress = egress;
        return this;
    }

    /**
     * Judge all frames of these files and folders, in order. A file that cannot be read, or not to its end, costs a
     * line of {@link #errors}; its frames so far count.
     *
     * @throws IOException if output or dropped frames cannot be written, or would overwrite an input
     * @throws porteira.dpdk.NativeLibraryException if libpcap is needed and missing
     */
    public ReplaySummary run(final List<Path> inputs) throws IOException
    {
        summary = new ReplaySummary();
        final List<Path> files = CaptureFiles.of(inputs, this::failed);
        protect(files);
        report = FrameReport.of(format, output);
        droppedWriter = null == dropped ? null : CaptureWriter.create(dropped, Capture.LINK_ETHERNET);
        try
        {
            report.start();
            for (int i = 0; i < files.size(); i++)
            {
                replay(files.get(i), i + 1, files.size());
            }
            report.finish();
            if (null != droppedWriter)
            {
                droppedWriter.close();
            }
        }
        finally
        {
            CloseHelper.quietClose(droppedWriter);
        }
        return summary;
    }

    private void protect(final List<Path> files) throws IOException
    {
        for (final Path file : files)
        {
            if (null != dropped && Files.exists(file) && Files.exists(dropped) && Files.isSameFile(file, dropped))
            {
                throw new IOException("dropped frames: file=" + dropped + ": is one of the captures to be read");
            }
        }
    }

    private void replay(final Path file, final int fileNumber, final int fileCount) throws IOException
    {
        progress.at(file, fileNumber, fileCount, summary.frames());
        final FrameSource source;
        try
        {
            source = FrameSources.open(file);
        }
        catch (final IOException ex)
        {
            failed(file, ex);
            return;
        }

        summary.opened();
        judged.file = file.toString();
        judged.number = 0;
        try (source)
        {
            while (next(source, file))
            {
                judged.number++;
                judgeFrame(source, file);
                if (0 == (judged.number & PROGRESS_INTERVAL - 1))
                {
                    progress.at(file, fileNumber, fileCount, summary.frames());
                }
            }
        }
    }

    private boolean next(final FrameSource source, final Path file)
    {
        try
        {
            return source.next();
        }
        catch (final IOException ex)
        {
            failed(file, ex);
            return false;
        }
    }

    private void failed(final Path file, final IOException ex)
    {
        failed(file, switch (ex)
        {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> null == ex.getMessage() ? ex.toString() : ex.getMessage();
        });
    }

    private void failed(final Path file, final String reason)
    {
        if (null == summary.failures().get(file.toString()))
        {
            summary.failed(file.toString(), reason);
            errors.accept(reason.contains(file.toString()) ? reason : file + ": " + reason);
        }
    }

    private void judgeFrame(final FrameSource source, final Path file) throws IOException
    {
        final LinkType link = LinkType.of(source.linkType());
        if (null == link)
        {
            failed(file, "frames of link type " + source.linkType() + " cannot be judged: skipped");
            return;
        }

        judged.timestampNs = source.timestampNs();
        judged.dissection.take(link, source.frame(), source.capturedLength(), source.originalLength());
        view.take(link, source.frame(), source.capturedLength());
        final long layout = PacketParser.ethernet(view.frame(), view.length());
        final int leaf = judge.classifier().classify(
            view.frame(), view.length(), layout, ingress, egress, judge.state());
        judged.verdict = judge.verdict().apply(leaf);
        judged.rule = judge.rule().apply(leaf);
        judged.label = judge.label().apply(leaf);
        judged.malformed = Malformed.of(layout);
        if (Malformed.NONE == judged.malformed && PacketLayout.NETWORK_NONE == PacketLayout.network(layout))
        {
            judged.malformed = Malformed.of(judged.dissection.outer());
        }
        if (Malformed.NONE == judged.malformed && Tunnels.isTooDeep(view.frame(), layout, view.length()))
        {
            judged.malformed = Malformed.TUNNEL_TOO_DEEP;
        }
        summary.count(judged, source.originalLength());
        report.frame(judged);
        if (null != droppedWriter && Verdict.DROP == judged.verdict)
        {
            final long length = Math.clamp(source.originalLength() + view.headerChange(), 0, Integer.MAX_VALUE);
            droppedWriter.write(view.frame(), 0, view.length(), (int)length, source.timestampNs());
        }
    }
}
