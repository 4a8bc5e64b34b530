package porteira.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PolicyFitTest
{
    private static final String LANES = "[lanes]\ncount = 2\npoller_cpus = [0, 1]\nclassifier_cpus = [0, 1]\n";

    @TempDir
    private Path folder;

    @Test
    void shouldRefuseWhenServiceIsNotConfigured() throws IOException
    {
        assertEquals(List.of("'tcp dport 25 fwd to \"greylist\"': fwd to \"greylist\": no such service is configured"),
            refusals("", "", "tcp dport 25 fwd to \"greylist\""));
    }

    @Test
    void shouldRefuseWhenTranslationNeedsWhatIsNotThere() throws IOException
    {
        final String masquerade = "ip saddr 10.0.0.0/8 masquerade";

        assertEquals(List.of(), refusals("", "address = [\"192.0.2.1\"]", masquerade));
        assertEquals(List.of("'" + masquerade + "': masquerades IPv4, but no port.address is of that family"),
            refusals("", "address = [\"2001:db8::1\"]", masquerade));
        assertEquals(List.of("'" + masquerade + "': translates, but flows.mappings=0"),
            refusals("[flows]\nmappings = 0\n", "address = [\"192.0.2.1\"]", masquerade));
        assertEquals(List.of("'" + masquerade + "': translates, but lanes.count=2: limit 1; answers, which have " +
            "other addresses, would come to another lane"), refusals(LANES, "address = [\"192.0.2.1\"]", masquerade));
    }

    @Test
    void shouldReadNeighboursAndAddresses() throws IOException
    {
        final GatewayConfig config = config("""
            [nat]
            mac = "02:00:00:00:00:fe"
            [[neighbour]]
            address = "203.0.113.25"
            mac = "02:00:00:00:00:19"
            port = "wan"
            vlan = 7
            """, "address = [\"192.0.2.1\", \"2001:db8::1\"]", "accept");

        assertEquals(0x0200_0000_00FEL, config.nat().mac());
        assertEquals(0x0200_0000_0019L, config.nat().neighbours().getFirst().mac());
        assertEquals(1, config.nat().neighbours().getFirst().port());
        assertEquals(7, config.nat().neighbours().getFirst().vlans());
        assertEquals(2, config.ports().get(1).addresses().size());
    }

    @Test
    void shouldRefuseNeighboursThatAreNone()
    {
        final RefusedException e = assertThrows(RefusedException.class, () -> config(
            "[[neighbour]]\naddress = \"203.0.113\"\nmac = \"01:00:00:00:00:19\"\nport = \"dmz\"\n", "", "accept"));

        assertEquals(List.of(
            "neighbour[0].address=\"203.0.113\": an IPv4 or IPv6 address is expected",
            "neighbour[0].mac=\"01:00:00:00:00:19\": a station's address such as 02:00:00:00:00:01 is expected",
            "neighbour[0].port=\"dmz\": limit lan | wan"), e.problems().stream().map(Problem::message).toList());
    }

    private List<String> refusals(final String tables, final String port, final String rule) throws IOException
    {
        final GatewayConfig config = config(tables, port, rule);
        final Problems problems = new Problems();
        PolicyFit.check(config, NftReader.read(config.policy(), PortNames.of(config.portNames())), problems);
        if (0 == problems.count())
        {
            return List.of();
        }
        final RefusedException e = assertThrows(RefusedException.class, problems::throwIfAny);
        e.problems().forEach((problem) -> assertEquals(4, problem.line()));
        return e.problems().stream().map(Problem::message).toList();
    }

    private GatewayConfig config(final String tables, final String port, final String rule) throws IOException
    {
        Files.writeString(folder.resolve("policy.nft"), "table bridge t {\nchain forward {\n" +
            "type filter hook forward priority filter; policy accept;\n" + rule + "\n}\n}\n");
        final Path file = folder.resolve("gateway.toml");
        Files.writeString(file, "[gateway]\npolicy = \"policy.nft\"\n" + tables +
            "[[port]]\nname = \"lan\"\ndevice = \"net_null0\"\n[[port]]\nname = \"wan\"\ndevice = \"net_null1\"\n" +
            port + "\n");
        return GatewayConfig.load(file);
    }
}
