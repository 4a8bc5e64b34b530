package porteira.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import porteira.Needed;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.wire.PacketParser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassBenchTest
{
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int AUTHENTICATION = 51;

    @ParameterizedTest
    @ValueSource(strings = { "acl1_1k", "fw1_1k", "ipc1_1k" })
    void shouldFindTheFirstRuleOfEveryHeader(final String name) throws IOException
    {
        final Path folder = folder();
        Needed.that(null != folder, "shared/classbench above " + Path.of("").toAbsolutePath());
        final Policy read = NftReader.read(
            policy(Files.readAllLines(folder.resolve(name))), name, PortNames.inOrderOfAppearance());
        final CompiledPolicy policy = PolicyCompiler.withTables(
            read, Flattener.flatten(read), new Queries(SetBinding.asWritten()));

        assertEquals(1, policy.notes().size());
        int headers = 0;
        final List<String> trace = Files.readAllLines(folder.resolve(name + ".trace.tsv"));
        for (final String line : trace.subList(1, trace.size()))
        {
            final String[] header = line.split("\t");
            if (AUTHENTICATION == Integer.parseInt(header[4]))
            {
                // What an authentication header protects is the protocol of the packet.
                continue;
            }
            headers++;
            final byte[] bytes = frame(header);
            final UnsafeBuffer frame = new UnsafeBuffer(bytes);
            final long layout = PacketParser.ethernet(frame, bytes.length);
            final int leaf = policy.classifier().classify(frame, bytes.length, layout, 0, 1, policy.assumedState());
            assertEquals(Integer.parseInt(header[5]), policy.leaves().get(leaf).rule(), line);
        }
        assertTrue(4_900 < headers, () -> "few headers in " + trace.size() + " lines");
    }

    /** Null where there is no such folder beside the source tree or above it. */
    private static Path folder()
    {
        for (Path at = Path.of("").toAbsolutePath(); null != at; at = at.getParent())
        {
            final Path folder = at.resolve("shared/classbench");
            if (Files.isDirectory(folder))
            {
                return folder;
            }
        }
        return null;
    }

    /** A rule for each filter, in their order, the flags left out. */
    private static String policy(final List<String> filters)
    {
        final StringBuilder text = new StringBuilder(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy accept;\n");
        for (int i = 0; i < filters.size(); i++)
        {
            final String[] words = filters.get(i).substring(1).trim().split("\\s+");
            final int protocol = Integer.decode(words[8].substring(0, 4));
            final String name = TCP == protocol ? "tcp" : "udp";
            text.append("ip saddr ").append(words[0]).append(" ip daddr ").append(words[1])
                .append(words[8].endsWith("/0x00") ? "" : " meta l4proto " + protocol)
                .append(port(name + " sport ", words[2], words[4])).append(port(name + " dport ", words[5], words[7]))
                .append(0 == i % 2 ? " accept\n" : " drop\n");
        }
        return text.append("}\n}\n").toString();
    }

    private static String port(final String name, final String first, final String last)
    {
        return "0".equals(first) && "65535".equals(last) ? "" :
            " " + name + (first.equals(last) ? first : first + "-" + last);
    }

    private static byte[] frame(final String[] header)
    {
        final int sourcePort = Integer.parseInt(header[2]);
        final int destinationPort = Integer.parseInt(header[3]);
        final int protocol = Integer.parseInt(header[4]);
        final FrameBuilder packet = switch (protocol)
        {
            case TCP -> FrameBuilder.tcp(sourcePort, destinationPort);
            case UDP -> FrameBuilder.payload(8).udp(sourcePort, destinationPort);
            default -> FrameBuilder.payload(16);
        };
        return packet.ipv4(address(header[0]), address(header[1]), protocol)
            .ethernet(0x0800).bytes();
    }

    private static String address(final String number)
    {
        final long value = Long.parseLong(number);
        return (value >>> 24) + "." + (value >> 16 & 0xFF) + "." + (value >> 8 & 0xFF) + "." + (value & 0xFF);
    }
}
