package porteira.replay;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/** Header line, then a row a frame: file, frame, verdict, rule and {@link Dissection#COLUMNS}. */
final class TsvReport implements FrameReport
{
    private final Writer out;
    private final StringBuilder line = new StringBuilder();

    TsvReport(final Writer out)
    {
        this.out = out;
    }

    @Override
    public void start() throws IOException
    {
        out.write("file\tframe\tverdict\trule\t" + String.join("\t", Dissection.COLUMNS) + "\n");
    }

    @Override
    public void frame(final JudgedFrame frame) throws IOException
    {
        line.setLength(0);
        line.append(frame.file).append('\t').append(frame.number).append('\t');
        line.append(frame.verdict.name().toLowerCase(Locale.ROOT)).append('\t').append(frame.rule);
        for (final String column : Dissection.COLUMNS)
        {
            line.append('\t').append(frame.dissection.value(column));
        }
        out.append(line.append('\n'));
    }

    @Override
    public void finish() throws IOException
    {
        out.flush();
    }
}
