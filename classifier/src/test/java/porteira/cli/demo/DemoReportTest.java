package porteira.cli.demo;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import porteira.cli.demo.Site.Family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoReportTest
{
    private static final Check PASSING =
        new Check("SMTP", Site.SERVER, Site.OUTSIDE, Family.IPV6, Check.ANY_PORT, 25, true);
    private static final Check BLOCKED =
        new Check("SMTP", Site.CLIENT, Site.OUTSIDE, Family.IPV4, Check.ANY_PORT, 25, false);
    private static final DropEvent DROP =
        new DropEvent("203.0.113.10", 40001, "198.51.100.7", 25, "tcp", "", "screened-host.nft:31", "SMTP, IPv4");

    @Test
    void shouldAlignColumnsWhenAllIsAsExpected()
    {
        final DemoReport report = report(
            List.of(
                new CheckResult(PASSING, "swaks", true, false, "mail delivered in 80 ms"),
                new CheckResult(BLOCKED, "swaks", false, true, "no answer in 2.0 s")),
            List.of(DROP, DROP),
            List.of("counters (porteira stat)", "frames 12"));

        final List<String> lines = report.lines(Style.PLAIN);

        assertTrue(report.isAsExpected());
        assertEquals(
            """
            title

                what  from    to                   with   expected         happened
            ok  SMTP  server  [2001:db8:51::7]:25  swaks  passes           mail delivered in 80 ms
            ok  SMTP  client  198.51.100.7:25      swaks  dropped, logged  no answer in 2.0 s, drop logged

            dropped and logged
              frames  rule                  because          path
              2       screened-host.nft:31  SMTP, IPv4  tcp  203.0.113.10:40001 > 198.51.100.7:25

            counters (porteira stat)
              frames 12

            porteira demo: all 2 checks went as expected (1.5 s)
            """,
            String.join("\n", lines) + "\n");
    }

    @Test
    void shouldFailWhenBlockedProbeComesThrough()
    {
        final DemoReport report = report(BLOCKED, true, false, "mail delivered in 80 ms");

        assertFalse(report.isAsExpected());
        assertTrue(report.lines(Style.PLAIN).get(3).startsWith("FAIL"));
        assertEquals("porteira demo: FAILED, 1 of 1 checks went otherwise (1.5 s)", last(report));
    }

    @Test
    void shouldFailWhenDropIsNotLogged()
    {
        final DemoReport report = report(BLOCKED, false, false, "no answer in 2.0 s");

        assertFalse(report.isAsExpected());
        assertTrue(report.lines(Style.PLAIN).get(3).endsWith("no answer in 2.0 s, NOT logged"));
    }

    @Test
    void shouldFailWhenPassingProbeIsLost()
    {
        assertFalse(report(PASSING, false, true, "no answer").isAsExpected());
    }

    @Test
    void shouldColourOnlyTheFirstWordWhenAsked()
    {
        final DemoReport report = report(PASSING, true, false, "mail delivered in 80 ms");

        assertTrue(report.lines(Style.COLOUR).get(3).startsWith("\u001b[32mok\u001b[m  SMTP"));
        assertTrue(report.lines(Style.PLAIN).stream().noneMatch(line -> line.contains("\u001b")));
    }

    @Test
    void shouldTellEventsApartWhenSourcePortIsGiven()
    {
        final Check teredo =
            new Check("SMTP in Teredo", Site.CLIENT, Site.OUTSIDE, Family.IPV4, 50001, 25, false);

        assertTrue(BLOCKED.isToldBy(DROP));
        assertFalse(PASSING.isToldBy(DROP));
        assertFalse(teredo.isToldBy(DROP));
    }

    private static String last(final DemoReport report)
    {
        return report.lines(Style.PLAIN).getLast();
    }

    private static DemoReport report(
        final Check check, final boolean cameThrough, final boolean logged, final String happened)
    {
        return report(
            List.of(new CheckResult(check, "swaks", cameThrough, logged, happened)), List.of(), List.of());
    }

    private static DemoReport report(
        final List<CheckResult> results, final List<DropEvent> drops, final List<String> counters)
    {
        return new DemoReport(List.of("title"), results, drops, counters, Duration.ofMillis(1500));
    }
}
