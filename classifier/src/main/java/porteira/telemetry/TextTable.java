package porteira.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns as wide as their widest cell: numbers to the right, the first column to the left unless told otherwise. */
public final class TextTable
{
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private int leftFrom = Integer.MAX_VALUE;

    /** Columns from this one on are to the left, and no other. */
    public TextTable leftFrom(final int column)
    {
        leftFrom = column;
        return this;
    }

    /** Cells of the row that is being written. */
    public TextTable add(final String... cells)
    {
        row.addAll(List.of(cells));
        return this;
    }

    /** A number. */
    public TextTable add(final long value)
    {
        row.add(Long.toString(value));
        return this;
    }

    /** The row is whole. */
    public void endRow()
    {
        rows.add(row);
        row = new ArrayList<>();
    }

    /** All rows, each a line with its end. */
    public String render()
    {
        final int[] widths = widths();
        final StringBuilder out = new StringBuilder();
        for (final List<String> cells : rows)
        {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++)
            {
                final String space = " ".repeat(widths[i] - cells.get(i).length());
                line.append(0 == i ? "" : GAP);
                line.append(isLeft(i) ? cells.get(i) + space : space + cells.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private boolean isLeft(final int column)
    {
        return column >= leftFrom || 0 == column && Integer.MAX_VALUE == leftFrom;
    }

    private int[] widths()
    {
        int[] widths = {};
        for (final List<String> cells : rows)
        {
            widths = widths.length < cells.size() ? Arrays.copyOf(widths, cells.size()) : widths;
            for (int i = 0; i < cells.size(); i++)
            {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        return widths;
    }
}
