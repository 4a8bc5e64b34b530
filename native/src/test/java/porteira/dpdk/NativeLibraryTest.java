package porteira.dpdk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NativeLibraryTest
{
    @TempDir
    private Path folder;

    @Test
    void shouldNameThePackageWhenDpdkIsMissing()
    {
        assertEquals(
            "load: object=libporteira.so, missing=librte_ethdev.so.23: install DPDK 22.11 or newer " +
            "(Debian, Ubuntu: apt-get install dpdk libdpdk-dev; or run native/setup.sh)",
            NativeLibrary.explain(
                "libporteira.so",
                "/tmp/porteira-1.so: librte_ethdev.so.23: cannot open shared object file: No such file or directory"));
    }

    @Test
    void shouldNameThePackageWhenLibpcapIsMissing()
    {
        final String text = NativeLibrary.explain(
            "libporteira-capture.so",
            "/tmp/porteira-1.so: libpcap.so.0.8: cannot open shared object file: No such file or directory");

        assertTrue(text.contains("missing=libpcap.so.0.8: install libpcap"), text);
    }

    @Test
    void shouldAskForARebuildWhenTheLibrariesDiffer()
    {
        final String text = NativeLibrary.explain(
            "libporteira.so",
            "/tmp/porteira-1.so: /lib/librte_eal.so.23: version `DPDK_24' not found (required by /tmp/porteira-1.so)");

        assertTrue(text.contains("build again on this machine"), text);
    }

    @Test
    void shouldNameThePropertyWhenTheTemporaryFolderForbidsExecution()
    {
        final String text = NativeLibrary.explain(
            "libporteira.so", "/tmp/porteira-1.so: /tmp/porteira-1.so: failed to map segment from shared object");

        assertTrue(text.contains("-Djava.io.tmpdir=FOLDER"), text);
    }

    @Test
    void shouldNameTheFlagWhenNativeAccessIsDenied() throws Exception
    {
        final String output = ForkedJvm.run(folder, PrintVersion.class, "--illegal-native-access=deny");

        assertTrue(output.contains("start it with --enable-native-access=ALL-UNNAMED"), output);
    }

    @Test
    void shouldLeaveNoFileBehindWhenLoaded() throws Exception
    {
        final String output =
            ForkedJvm.run(folder, PrintVersion.class, "--enable-native-access=ALL-UNNAMED");

        assertTrue(output.contains("DPDK "), output);
        assertFalse(output.contains("xception"), output);
        try (var files = Files.list(folder))
        {
            assertEquals(0, files.filter(file -> file.toString().endsWith(".so")).count());
        }
    }

    /** Prints DPDK's version. */
    static final class PrintVersion
    {
        private PrintVersion()
        {
        }

        public static void main(final String[] args)
        {
            System.out.println(Eal.version());
        }
    }
}
