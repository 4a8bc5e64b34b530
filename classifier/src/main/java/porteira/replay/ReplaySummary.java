package porteira.replay;

import porteira.policy.Verdict;
import porteira.wire.Malformed;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a replay counted. */
public final class ReplaySummary
{
    private final Map<String, Long> rules = new LinkedHashMap<>();
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Malformed, Long> malformed = new EnumMap<>(Malformed.class);
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int files;
    private long frames;
    private long bytes;
    private long teredo;
    private long tunnelled;

    ReplaySummary()
    {
    }

    /** Files opened, those that broke off included. */
    public int files()
    {
        return files;
    }

    /** Frames judged. */
    public long frames()
    {
        return frames;
    }

    /** Bytes these frames had on the wire. */
    public long bytes()
    {
        return bytes;
    }

    /** Frames that carried Teredo. */
    public long teredo()
    {
        return teredo;
    }

    /** Frames that carried a packet in a packet, Teredo included. */
    public long tunnelled()
    {
        return tunnelled;
    }

    /** Frames by verdict; verdicts that never came are not there. */
    public Map<Verdict, Long> verdicts()
    {
        return Collections.unmodifiableMap(verdicts);
    }

    /** Frames by {@code "verdict rule  label"}, in order of first appearance. */
    public Map<String, Long> rules()
    {
        return Collections.unmodifiableMap(rules);
    }

    /** Malformed frames by reason. */
    public Map<Malformed, Long> malformed()
    {
        return Collections.unmodifiableMap(malformed);
    }

    /** Files that could not be read, or not to their end, with the reason. */
    public Map<String, String> failures()
    {
        return Collections.unmodifiableMap(failures);
    }

    /** The counts as lines for people, each ended by a newline. */
    public String text()
    {
        final StringBuilder text = new StringBuilder();
        text.append(frames).append(" frames, ").append(bytes).append(" bytes in ").append(files).append(" files");
        text.append(tunnelled > 0 ? ", " + tunnelled + " with tunnels" : "");
        text.append(teredo > 0 ? ", " + teredo + " with Teredo" : "").append('\n');
        rules.forEach((rule, count) -> text.append("%10d  %s%n".formatted(count, rule)));
        malformed.forEach((reason, count) ->
            text.append("%10d  malformed: %s (%s)%n".formatted(count, reason.label(), reason.description())));
        if (!failures.isEmpty())
        {
            text.append("%10d  files not read, or not to their end%n".formatted(failures.size()));
        }
        return text.toString();
    }

    void opened()
    {
        files++;
    }

    void failed(final String file, final String reason)
    {
        failures.put(file, reason);
    }

    void count(final JudgedFrame frame, final long length)
    {
        frames++;
        bytes += length;
        teredo += 0 == frame.dissection.inner() ? 0 : 1;
        tunnelled += 0 < frame.dissection.depth() ? 1 : 0;
        verdicts.merge(frame.verdict, 1L, Long::sum);
        final String rule = frame.verdict.name().toLowerCase(Locale.ROOT) + " " + frame.rule;
        rules.merge(frame.label.isEmpty() ? rule : rule + "  " + frame.label, 1L, Long::sum);
        if (Malformed.NONE != frame.malformed)
        {
            malformed.merge(frame.malformed, 1L, Long::sum);
        }
    }
}
