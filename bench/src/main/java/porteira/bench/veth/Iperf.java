package porteira.bench.veth;

import porteira.bench.run.BenchException;
import porteira.bench.run.Settings;
import porteira.bench.run.Shell;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One TCP connection from the inside of a {@link VethLab} to its outside, as fast as it goes. */
final class Iperf
{
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int TRIES = 40;
    private static final int RETRY_MS = 50;

    private Iperf()
    {
    }

    /** @return Mbit/s that arrived */
    static double megabits(final VethLab lab, final Settings settings) throws IOException
    {
        final Path log = Files.createTempFile("porteira-iperf", ".log");
        final Process server = Shell.start(
            log, lab.inside(VethLab.OUTSIDE, List.of("iperf3", "--server", "--one-off", "--forceflush")));
        try
        {
            awaitServer(log);
            final JsonNode json = MAPPER.readTree(lab.run(
                VethLab.INSIDE, "iperf3", "--client", VethLab.OUTSIDE_ADDRESS, "--json", "--omit", "1",
                "--time", Integer.toString(settings.seconds())));
            return json.at("/end/sum_received/bits_per_second").asDouble() / 1e6;
        }
        finally
        {
            Shell.end(server);
            Files.delete(log);
        }
    }

    private static void awaitServer(final Path log) throws IOException
    {
        for (int i = 0; i < TRIES; i++)
        {
            if (Files.readString(log).contains("Server listening"))
            {
                return;
            }
            Shell.pause(RETRY_MS);
        }
        throw new BenchException("iperf3 --server does not start: " + Files.readString(log));
    }
}
