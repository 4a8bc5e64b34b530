package porteira.dpdk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(EalExtension.class)
class EalIT
{
    private static final int EALREADY = 114;

    @TempDir
    private Path folder;

    @Test
    void shouldTellItsVersion()
    {
        assertTrue(Eal.version().matches("DPDK 2[2-9]\\.\\d+\\.\\d+.*"), Eal.version());
    }

    @Test
    void shouldRefuseToStartTwice()
    {
        final DpdkException ex = assertThrows(DpdkException.class, () -> Eal.start(EalExtension.arguments(), null));

        assertEquals(EALREADY, ex.code());
        assertTrue(ex.getMessage().startsWith("eal: already initialised; it starts once per process"), ex.getMessage());
    }

    @Test
    void shouldGiveDpdksTextWhenAnArgumentIsUnknown() throws Exception
    {
        final String output =
            ForkedJvm.run(folder, StartWithBadArgument.class, "--enable-native-access=ALL-UNNAMED");

        assertTrue(output.contains("failed as it should: eal: "), output);
        assertTrue(output.contains("args=--no-such-argument"), output);
    }

    @Test
    void shouldRefuseWhatNeedsItWhenNotStarted() throws Exception
    {
        final String output = ForkedJvm.run(folder, UseWithoutEal.class, "--enable-native-access=ALL-UNNAMED");

        assertEquals("EAL: not started\n".repeat(4), output);
    }

    @Test
    void shouldLeaveEveryCpuToOtherThreads() throws Exception
    {
        final String output = ForkedJvm.run(folder, CompareCpus.class, "--enable-native-access=ALL-UNNAMED");

        assertTrue(output.contains("unchanged"), output);
    }

    @Test
    void shouldPinOneThreadOnly() throws Exception
    {
        final String before = EalExtension.allowedCpus();
        final int first = Integer.parseInt(before.split("[-,]")[0]);
        final String[] pinned = new String[1];
        final Thread thread = new Thread(() ->
        {
            DpdkThread.pin(first);
            pinned[0] = EalExtension.allowedCpus();
        });
        thread.start();
        thread.join();

        assertEquals(Integer.toString(first), pinned[0]);
        assertEquals(before, EalExtension.allowedCpus());
    }

    @Test
    void shouldNameTheCpuWhenThereIsNoSuch()
    {
        final DpdkException ex = assertThrows(DpdkException.class, () -> DpdkThread.pin(1_000_000));

        assertTrue(ex.getMessage().contains("cpu=1000000"), ex.getMessage());
        assertNotEquals(0, ex.code());
    }

    static final class StartWithBadArgument
    {
        private StartWithBadArgument()
        {
        }

        public static void main(final String[] args)
        {
            try
            {
                Eal.start(List.of("--no-such-argument"), null);
            }
            catch (final DpdkException ex)
            {
                System.out.println("failed as it should: " + ex.getMessage());
            }
        }
    }

    static final class UseWithoutEal
    {
        private UseWithoutEal()
        {
        }

        public static void main(final String[] args)
        {
            final LaneConfig lane = new LaneConfig(0, 0, 32, new int[]{ 0 }, 0, 0, IdleMode.BUSY, 0);
            final List<Runnable> uses = List.of(
                () -> Port.attach("net_null0"),
                () -> Mempool.create("pool", 64, 0, 2_176, -1),
                () -> InlineLane.create(lane),
                DpdkThread::register);
            for (final Runnable use : uses)
            {
                System.out.println(assertThrows(IllegalStateException.class, use::run).getMessage());
            }
        }
    }

    static final class CompareCpus
    {
        private CompareCpus()
        {
        }

        public static void main(final String[] args) throws InterruptedException
        {
            final String before = EalExtension.allowedCpus();
            final String[] after = new String[1];
            final String cpu = before.split("[-,]")[0];
            final List<String> arguments = List.of(
                "--no-huge", "-m", "64", "--no-pci", "--no-telemetry", "--no-shconf",
                "--file-prefix", "porteira-test", "-l", cpu);
            final Eal eal = Eal.start(arguments, null);
            final Thread later = new Thread(() -> after[0] = EalExtension.allowedCpus());
            later.start();
            later.join();
            eal.close();
            System.out.println(before.equals(after[0]) ? "unchanged" : "was " + before + ", is " + after[0]);
        }
    }
}
