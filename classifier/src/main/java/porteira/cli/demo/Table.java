package porteira.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, each column as wide as its widest cell. */
final class Table
{
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Add a line; cells carry no colour, for it would count as width. */
    Table row(final String... cells)
    {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, in order, without trailing blanks. */
    List<String> lines()
    {
        final List<String> lines = new ArrayList<>();
        for (final List<String> row : rows)
        {
            final StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++)
            {
                line.append(row.get(column)).repeat(' ', width(column) - row.get(column).length()).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(final int column)
    {
        return rows.stream()
            .filter(row -> column < row.size())
            .mapToInt(row -> row.get(column).length())
            .max()
            .orElse(0);
    }
}
