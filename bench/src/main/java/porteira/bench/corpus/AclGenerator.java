package porteira.bench.corpus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes rules of a shape over networks of its own, so that prefixes nest and repeat as operators' do. */
final class AclGenerator
{
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int FIRST_UPPER_PORT = 1024;
    private static final int HUNDRED = 100;
    private static final int[] WELL_KNOWN = {25, 80, 443, 53, 22, 123, 161, 110, 143, 587, 993, 995, 21, 389, 1433};

    private final AclShape shape;
    private final SplittableRandom random;
    private final int[] sources;
    private final int[] destinations;
    private final int[] services;

    AclGenerator(final AclShape shape, final int size, final long seed)
    {
        this.shape = shape;
        this.random = new SplittableRandom(seed);
        this.sources = networks(Math.max(4, size / 40));
        this.destinations = networks(Math.max(4, size / 25));
        this.services = new int[Math.clamp(size / 10, 40, 400)];
        for (int i = 0; i < services.length; i++)
        {
            services[i] = i < WELL_KNOWN.length ? WELL_KNOWN[i] : random.nextInt(1, AclRule.MAX_PORT);
        }
    }

    /** Distinct rules, the last of which matches everything. */
    List<AclRule> rules(final int size)
    {
        final Set<AclRule> rules = new LinkedHashSet<>();
        while (rules.size() < size - 1)
        {
            rules.add(rule());
        }
        final List<AclRule> list = new ArrayList<>(rules);
        list.add(new AclRule(0, 0, 0, 0, 0, AclRule.MAX_PORT, 0, AclRule.MAX_PORT, AclRule.ANY));
        return list;
    }

    /** Networks of 16 bits in a few blocks of 8, each with 8 more that its hosts share. */
    private int[] networks(final int count)
    {
        final int[] blocks = new int[Math.max(2, count / 64)];
        for (int i = 0; i < blocks.length; i++)
        {
            blocks[i] = random.nextInt(1, 224) << 24;
        }
        final int[] networks = new int[count];
        for (int i = 0; i < count; i++)
        {
            networks[i] = blocks[random.nextInt(blocks.length)] | random.nextInt(1 << 16) << 8;
        }
        return networks;
    }

    private AclRule rule()
    {
        final int choice = random.nextInt(HUNDRED);
        final boolean isSourceOpen = choice >= shape.both() && choice < shape.both() + shape.openSource() ||
            choice >= shape.both() + shape.openSource() + shape.openDestination();
        final boolean isDestinationOpen = choice >= shape.both() + shape.openSource();
        final int sourceLength = isSourceOpen ? open() : named();
        final int destinationLength = isDestinationOpen ? open() : named();
        final int protocol = random.nextInt(HUNDRED) < 10 ? AclRule.ANY :
            random.nextInt(HUNDRED) < shape.tcp() ? TCP : UDP;
        final int[] from = AclRule.ANY == protocol ? any() : ports(shape.sourcePorts());
        final int[] to = AclRule.ANY == protocol ? any() : ports(shape.destinationPorts());
        return new AclRule(
            address(sources) & AclRule.mask(sourceLength), sourceLength,
            address(destinations) & AclRule.mask(destinationLength), destinationLength,
            from[0], from[1], to[0], to[1], protocol);
    }

    private int open()
    {
        return 0 == random.nextInt(4) ? random.nextInt(1, 9) : 0;
    }

    private int named()
    {
        final int[] lengths = shape.lengths();
        return random.nextInt(HUNDRED) < 60 ? Integer.SIZE : lengths[random.nextInt(lengths.length)];
    }

    private int address(final int[] networks)
    {
        // A few networks have most of the rules.
        final int network = networks[random.nextInt(random.nextInt(networks.length) + 1)];
        return network | random.nextInt(1 << Byte.SIZE);
    }

    private int[] ports(final int[] weights)
    {
        int choice = random.nextInt(HUNDRED);
        if (choice < weights[0])
        {
            final int service = services[random.nextInt(random.nextInt(services.length) + 1)];
            return new int[] {service, service};
        }
        choice -= weights[0];
        if (choice < weights[1])
        {
            return new int[] {FIRST_UPPER_PORT, AclRule.MAX_PORT};
        }
        if (choice - weights[1] < weights[2])
        {
            final int first = random.nextInt(1, 60_000);
            return new int[] {first, first + random.nextInt(1, 5_000)};
        }
        return any();
    }

    private static int[] any()
    {
        return new int[] {0, AclRule.MAX_PORT};
    }
}
