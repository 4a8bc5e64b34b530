package porteira.cli.demo;

/** Colours, where somebody looks: on a terminal, unless NO_COLOR (no-color.org) is set. */
enum Style
{
    /** Plain text. */
    PLAIN,
    /** ECMA-48 sequences. */
    COLOUR;

    private static final String GREEN = "32";
    private static final String RED = "1;31";
    private static final String BOLD = "1";

    /** What suits this process's standard output. */
    static Style ofTerminal()
    {
        final String refused = System.getenv().getOrDefault("NO_COLOR", "");
        return isTerminal() && refused.isEmpty() && !"dumb".equals(System.getenv("TERM")) ? COLOUR : PLAIN;
    }

    /** True if a person, not a pipe, reads along. */
    static boolean isTerminal()
    {
        return null != System.console() && System.console().isTerminal();
    }

    String good(final String text)
    {
        return paint(GREEN, text);
    }

    String bad(final String text)
    {
        return paint(RED, text);
    }

    String strong(final String text)
    {
        return paint(BOLD, text);
    }

    private String paint(final String code, final String text)
    {
        return PLAIN == this ? text : "\u001b[" + code + "m" + text + "\u001b[m";
    }
}
