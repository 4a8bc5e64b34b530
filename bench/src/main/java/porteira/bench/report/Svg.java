package porteira.bench.report;

import java.util.Locale;

/** Text of one SVG picture, drawn from the top. Colours are readable on white and in grey. */
final class Svg
{
    static final int WIDTH = 820;
    static final String[] COLOURS = {"#1b6ca8", "#c8553d", "#3a7d44", "#8f5aa8", "#b8860b", "#4a4a4a"};

    private static final String FONT = "font-family='system-ui,Segoe UI,Helvetica,Arial,sans-serif' font-size='12'";

    private static final double LETTER = 7;
    private static final int LETTER_TOP = 10;

    private final StringBuilder text = new StringBuilder();
    private final int height;

    Svg(final int height)
    {
        this.height = height;
    }

    Svg rectangle(final double x, final double y, final double width, final double height, final String colour)
    {
        text.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2' fill='%s'/>%n",
            x, y, Math.max(width, 1), height, colour));
        return this;
    }

    Svg line(final double x1, final double y1, final double x2, final double y2, final String colour)
    {
        return line(x1, y1, x2, y2, colour, "");
    }

    /** @param dash lengths of dashes and gaps, or empty */
    Svg line(
        final double x1, final double y1, final double x2, final double y2, final String colour, final String dash)
    {
        text.append(format(
            "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%s' stroke-dasharray='%s'/>%n",
            x1, y1, x2, y2, colour, dash.isEmpty() ? "1" : "1.2", dash.isEmpty() ? "none" : dash));
        return this;
    }

    Svg curve(final String points, final String colour)
    {
        text.append(format("<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>%n", points, colour));
        return this;
    }

    Svg dot(final double x, final double y, final String colour)
    {
        text.append(format("<circle cx='%.1f' cy='%.1f' r='3.2' fill='%s'/>%n", x, y, colour));
        return this;
    }

    /** @param anchor start, middle or end */
    Svg text(final double x, final double y, final String anchor, final String colour, final String words)
    {
        text.append(format("<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>%n",
            x, y, anchor, colour, escape(words)));
        return this;
    }

    /** The same, with what lies behind it kept off its letters. */
    Svg clearText(final double x, final double y, final String anchor, final String colour, final String words)
    {
        final double width = words.length() * LETTER;
        final double left = "start".equals(anchor) ? x : x - width;
        text.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%d' fill='#ffffff' fill-opacity='0.85'/>%n",
            left - 2, y - LETTER_TOP, width + 4, LETTER_TOP + 4));
        return text(x, y, anchor, colour, words);
    }

    @Override
    public String toString()
    {
        return format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' %s>%n" +
            "<rect width='100%%' height='100%%' fill='#ffffff'/>%n", WIDTH, height, WIDTH, height, FONT) +
            text + "</svg>\n";
    }

    static String escape(final String words)
    {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String format(final String pattern, final Object... values)
    {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Three significant digits. */
    static String number(final double value)
    {
        final double size = Math.abs(value);
        return 100 <= size || 0 == value ? format("%,.0f", value) : 10 <= size ? format("%.1f", value) :
            1 <= size ? format("%.2f", value) : format("%.3f", value);
    }
}
