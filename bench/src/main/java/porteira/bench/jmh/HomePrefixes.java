package porteira.bench.jmh;

import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.set.Sets;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** The example policy that takes submission from the country's own prefixes only, and addresses of those. */
public final class HomePrefixes
{
    private static final String EXAMPLES = "classifier/examples";
    private static final String POLICY = "submission-from-home.nft";
    private static final String ASKING = "!= @home_";
    private static final String COUNTRY = "shared/prefixes";
    private static final List<String> NAMES = List.of("4.txt", "6.txt");

    private final SplittableRandom random = new SplittableRandom(1);
    private final CompiledPolicy policy;
    private final List<String> prefixes;
    private long high;
    private long low;

    /** What stands in the policy's files of prefixes. */
    public enum Source
    {
        /** The rules that ask for the prefixes are not there; addresses are the country's. */
        NOT_ASKED,
        /** The few that come with the example. */
        EXAMPLE,
        /** Those of a whole country. */
        COUNTRY
    }

    HomePrefixes(final Source source, final boolean isIpv6) throws IOException
    {
        final Path examples = Path.of(System.getProperty("porteira.home", ".")).resolve(EXAMPLES);
        final Path files = Source.EXAMPLE == source ? examples : country();
        if (null == files)
        {
            throw new IllegalStateException("a folder " + COUNTRY + " beside the source tree is needed");
        }
        final String start = Source.EXAMPLE == source ? "home-v" : "br-v";
        final Path folder = Files.createTempDirectory("home-prefixes");
        final StringBuilder text = new StringBuilder();
        Files.readString(examples.resolve(POLICY)).lines()
            .filter((line) -> Source.NOT_ASKED != source || !line.contains(ASKING))
            .forEach((line) -> text.append(line).append('\n'));
        Files.writeString(folder.resolve(POLICY), text);
        for (final String name : NAMES)
        {
            Files.copy(files.resolve(start + name), folder.resolve("home-v" + name));
        }
        final Sets.Candidate sets = new Sets(null, Runnable::run, System.currentTimeMillis(), () -> 1).candidate();
        policy = PolicyCompiler.compile(
            NftReader.read(folder.resolve(POLICY), PortNames.of(ScreenedHost.PORTS)), POLICY, sets::bind);
        prefixes = Files.readAllLines(folder.resolve("home-v" + NAMES.get(isIpv6 ? 1 : 0))).stream()
            .filter((line) -> !line.isBlank() && !line.startsWith("#")).toList();
        for (final String name : List.of(POLICY, "home-v" + NAMES.getFirst(), "home-v" + NAMES.getLast()))
        {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }

    /** True if a country's prefixes are beside the source tree. */
    public static boolean areThere()
    {
        return null != country();
    }

    /** Where a country's prefixes lie, or null. */
    private static Path country()
    {
        for (Path at = Path.of(System.getProperty("porteira.home", "")).toAbsolutePath(); null != at;
            at = at.getParent())
        {
            if (Files.isReadable(at.resolve(COUNTRY).resolve("br-v4.txt")))
            {
                return at.resolve(COUNTRY);
            }
        }
        return null;
    }

    CompiledPolicy policy()
    {
        return policy;
    }

    /** Prefixes of the family. */
    int count()
    {
        return prefixes.size();
    }

    /** Choose an address: any prefix as likely as the others, any address of it. */
    void next()
    {
        final String[] parts = prefixes.get(random.nextInt(prefixes.size())).split("/");
        final ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(parts[0]).getAddress());
        final int length = Integer.parseInt(parts[1]);
        if (Integer.BYTES == bytes.capacity())
        {
            high = 0;
            low = bytes.getInt() & 0xFFFF_FFFFL | random.nextLong() & (1L << Integer.SIZE - length) - 1;
        }
        else
        {
            // No prefix of a country is longer than 64 bits.
            high = bytes.getLong() | random.nextLong() & (1L << Long.SIZE - length) - 1;
            low = random.nextLong();
        }
    }

    long high()
    {
        return high;
    }

    long low()
    {
        return low;
    }
}
