package porteira.cli.demo;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OfflineDemoTest
{
    @Test
    void shouldGoAsExpectedWhenShippedCapturesAreJudged()
    {
        final DemoReport report = new OfflineDemo().run();

        final List<CheckResult> results = report.results();
        assertEquals(DemoCapture.frames().size(), results.size());
        assertTrue(report.isAsExpected(), String.join("\n", report.lines(Style.PLAIN)));
        assertEquals(results.stream().filter(result -> !result.check().passes()).count(), report.drops().size());
        assertTrue(report.drops().stream().anyMatch(drop -> drop.inside().endsWith("[2001:db8:51::7]:25")));
    }
}
