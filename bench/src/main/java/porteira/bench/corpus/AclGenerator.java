package porteira.bench.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes rules of a shape over prefixes and ports of its own, which repeat and nest as operators' do. */
final class AclGenerator
{
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int[] OTHERS = {1, 47};
    private static final int FIRST_UPPER_PORT = 1024;
    private static final int HUNDRED = 100;
    private static final int OPEN = 62;
    private static final int PREFIXES_OF_NETWORK = 6;
    private static final int RANGES = 10;
    private static final int[] WELL_KNOWN = {25, 80, 443, 53, 22, 123, 161, 110, 143, 587, 993, 995, 21, 389, 1433};

    private final AclShape shape;
    private final SplittableRandom random;
    private final Prefix[] sources;
    private final Prefix[] destinations;
    private final PortChoice sourcePorts;
    private final PortChoice destinationPorts;

    private record Prefix(int address, int length)
    {
    }

    /** Two elements each: the first and the last port. */
    private record PortChoice(AclShape.Ports shares, int[][] services, int[][] ranges)
    {
    }

    AclGenerator(final AclShape shape, final int size, final long seed)
    {
        this.shape = shape;
        this.random = new SplittableRandom(seed);
        this.sources = prefixes(Math.max(4, size * shape.ends().sources() / HUNDRED), shape.sourceLengths());
        this.destinations =
            prefixes(Math.max(4, size * shape.ends().destinations() / HUNDRED), shape.destinationLengths());
        this.sourcePorts = choice(shape.sourcePorts());
        this.destinationPorts = choice(shape.destinationPorts());
    }

    /** Distinct rules, none behind one that holds for more; the last matches everything. */
    List<AclRule> rules(final int size)
    {
        final AclRule everything = new AclRule(0, 0, 0, 0, 0, AclRule.MAX_PORT, 0, AclRule.MAX_PORT, AclRule.ANY);
        final Set<AclRule> rules = new LinkedHashSet<>();
        while (rules.size() < size - 1)
        {
            final AclRule rule = rule();
            if (!everything.equals(rule))
            {
                rules.add(rule);
            }
        }
        final List<AclRule> list = new ArrayList<>(rules);
        list.sort(Comparator.comparingInt((AclRule rule) -> -rule.sourceLength() - rule.destinationLength())
            .thenComparingInt((rule) -> rule.lastSourcePort() - rule.firstSourcePort() +
                rule.lastDestinationPort() - rule.firstDestinationPort())
            .thenComparingInt((rule) -> AclRule.ANY == rule.protocol() ? 1 : 0));
        list.add(everything);
        return list;
    }

    /** Some in the same network of 16 bits, and of those some in the same of 24. */
    private Prefix[] prefixes(final int count, final int[] lengths)
    {
        final int[] networks = new int[Math.ceilDiv(count, PREFIXES_OF_NETWORK)];
        for (int i = 0; i < networks.length; i++)
        {
            final int neighbour = networks[random.nextInt(i + 1)];
            networks[i] = (0 == neighbour || 0 == random.nextInt(3) ? random.nextInt(1, 224) << 24 |
                random.nextInt(1 << 8) << 16 : neighbour & AclRule.mask(16)) | random.nextInt(1 << 8) << 8;
        }
        final Prefix[] prefixes = new Prefix[count];
        for (int i = 0; i < count; i++)
        {
            final int length = lengths[random.nextInt(lengths.length)];
            final int address = networks[random.nextInt(networks.length)] | random.nextInt(1 << Byte.SIZE);
            prefixes[i] = new Prefix(address & AclRule.mask(length), length);
        }
        return prefixes;
    }

    private PortChoice choice(final AclShape.Ports shares)
    {
        final int[][] services = new int[shares.services()][];
        for (int i = 0; i < services.length; i++)
        {
            final int port = i < WELL_KNOWN.length ? WELL_KNOWN[i] : random.nextInt(1, AclRule.MAX_PORT);
            services[i] = new int[] {port, port};
        }
        final int[][] ranges = new int[RANGES][];
        for (int i = 0; i < ranges.length; i++)
        {
            final int first = random.nextInt(1, 60_000);
            ranges[i] = new int[] {first, first + random.nextInt(1, 5_000)};
        }
        return new PortChoice(shares, services, ranges);
    }

    private AclRule rule()
    {
        final AclShape.Ends ends = shape.ends();
        final int choice = random.nextInt(HUNDRED);
        final boolean isNoneOpen = choice < ends.both();
        final boolean isSourceNamed = isNoneOpen || choice >= ends.both() + ends.openSource() &&
            choice < ends.both() + ends.openSource() + ends.openDestination();
        final boolean isDestinationNamed = choice < ends.both() + ends.openSource();
        final Prefix source = isSourceNamed ? some(sources) : open();
        final Prefix destination = isDestinationNamed ? some(destinations) : open();
        final int protocol = protocol();
        final boolean hasPorts = TCP == protocol || UDP == protocol;
        final int[] from = hasPorts ? ports(sourcePorts) : any();
        final int[] to = hasPorts ? ports(destinationPorts) : any();
        return new AclRule(source.address(), source.length(), destination.address(), destination.length(),
            from[0], from[1], to[0], to[1], protocol);
    }

    /** The first ones more often. */
    private Prefix some(final Prefix[] prefixes)
    {
        return prefixes[random.nextInt(random.nextInt(prefixes.length) + 1)];
    }

    private Prefix open()
    {
        final int length = random.nextInt(HUNDRED) < OPEN ? 0 : random.nextInt(1, 3);
        return new Prefix(random.nextInt() & AclRule.mask(length), length);
    }

    private int protocol()
    {
        final AclShape.Protocols protocols = shape.protocols();
        final int choice = random.nextInt(HUNDRED);
        if (choice < protocols.tcp())
        {
            return TCP;
        }
        if (choice < protocols.tcp() + protocols.udp())
        {
            return UDP;
        }
        return choice < protocols.tcp() + protocols.udp() + protocols.other() ?
            OTHERS[random.nextInt(OTHERS.length)] : AclRule.ANY;
    }

    private int[] ports(final PortChoice ports)
    {
        final AclShape.Ports shares = ports.shares();
        final int choice = random.nextInt(HUNDRED);
        if (choice < shares.one())
        {
            return ports.services()[random.nextInt(random.nextInt(ports.services().length) + 1)];
        }
        if (choice < shares.one() + shares.upper())
        {
            return new int[] {FIRST_UPPER_PORT, AclRule.MAX_PORT};
        }
        return choice < shares.one() + shares.upper() + shares.range() ?
            ports.ranges()[random.nextInt(ports.ranges().length)] : any();
    }

    private static int[] any()
    {
        return new int[] {0, AclRule.MAX_PORT};
    }
}
