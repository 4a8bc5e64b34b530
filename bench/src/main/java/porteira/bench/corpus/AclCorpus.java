package porteira.bench.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A list of five-tuple rules and frames that meet them, made from a seed or read from ClassBench's files. The last rule
 * matches everything. The same shape, sizes and seed make the same corpus for ever.
 */
public final class AclCorpus
{
    /** Distance of two frames: descriptors of bursts point to frames far apart, but a trace is about the tables. */
    public static final int STRIDE = 64;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final long INSIDE = 0x020000000001L;
    private static final long OUTSIDE = 0x020000000002L;
    private static final int FIELDS = 5;

    private final List<AclRule> rules;
    private final int[] headers;
    private final UnsafeBuffer memory;
    private final int[] lengths;

    private AclCorpus(final List<AclRule> rules, final int[] headers)
    {
        this.rules = rules;
        this.headers = headers;
        this.lengths = new int[headers.length / FIELDS];
        this.memory = new UnsafeBuffer(ByteBuffer.allocateDirect(lengths.length * STRIDE));
        final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
        final FrameBuilder builder = new FrameBuilder(frame);
        for (int i = 0; i < lengths.length; i++)
        {
            final int at = i * FIELDS;
            frame.wrap(memory, i * STRIDE, STRIDE);
            builder.ethernet(OUTSIDE, INSIDE).ipv4(headers[at], headers[at + 1], headers[at + 4], 0);
            switch (headers[at + 4])
            {
                case TCP -> builder.tcp(headers[at + 2], headers[at + 3], 2);
                case UDP -> builder.udp(headers[at + 2], headers[at + 3]).payload(8);
                default -> builder.payload(16);
            }
            lengths[i] = builder.finish(0);
        }
    }

    /** Make rules, and headers that meet them: a rule by chance, the first ones more often, and a point in it. */
    public static AclCorpus of(final AclShape shape, final int size, final int count, final long seed)
    {
        final List<AclRule> rules = new AclGenerator(shape, size, seed).rules(size);
        final SplittableRandom random = new SplittableRandom(seed + 1);
        final int[] headers = new int[count * FIELDS];
        for (int i = 0; i < count; i++)
        {
            final AclRule rule = rules.get(random.nextInt(size));
            final int at = i * FIELDS;
            headers[at] = rule.source() | random.nextInt() & ~AclRule.mask(rule.sourceLength());
            headers[at + 1] = rule.destination() | random.nextInt() & ~AclRule.mask(rule.destinationLength());
            headers[at + 2] = random.nextInt(rule.firstSourcePort(), rule.lastSourcePort() + 1);
            headers[at + 3] = random.nextInt(rule.firstDestinationPort(), rule.lastDestinationPort() + 1);
            headers[at + 4] = AclRule.ANY == rule.protocol() ? random.nextBoolean() ? TCP : UDP : rule.protocol();
        }
        return new AclCorpus(rules, headers);
    }

    /** Read rules in ClassBench's format and a trace with one header a line, its column names in the first. */
    public static AclCorpus read(final Path filters, final Path trace) throws IOException
    {
        final List<AclRule> rules = new ArrayList<>();
        Files.readAllLines(filters).forEach((filter) -> rules.add(AclRule.parse(filter)));
        final List<String> lines = Files.readAllLines(trace);
        final int[] headers = new int[(lines.size() - 1) * FIELDS];
        for (int i = 1; i < lines.size(); i++)
        {
            final String[] words = lines.get(i).split("\\s+");
            for (int field = 0; field < FIELDS; field++)
            {
                headers[(i - 1) * FIELDS + field] = (int)Long.parseLong(words[field]);
            }
        }
        return new AclCorpus(rules, headers);
    }

    /** How many rules. */
    public int rules()
    {
        return rules.size();
    }

    /** How many frames. */
    public int count()
    {
        return lengths.length;
    }

    /** Bytes of a frame. */
    public int length(final int index)
    {
        return lengths[index];
    }

    /** Address of a frame's first byte; valid as long as this corpus is reachable. */
    public long address(final int index)
    {
        return memory.addressOffset() + (long)index * STRIDE;
    }

    /** The first rule that a frame satisfies, found one by one. */
    public int first(final int index)
    {
        final int at = index * FIELDS;
        for (int rule = 0; rule < rules.size(); rule++)
        {
            if (rules.get(rule).holds(
                headers[at], headers[at + 1], headers[at + 2], headers[at + 3], headers[at + 4]))
            {
                return rule;
            }
        }
        throw new IllegalStateException("the last rule holds for everything");
    }

    /** The rules as a policy of as many rules, in the same order, that accept and drop by turns. */
    public String policy()
    {
        final StringBuilder text = new StringBuilder(
            "table bridge t {\nchain c {\ntype filter hook forward priority filter; policy drop;\n");
        for (int rule = 0; rule < rules.size(); rule++)
        {
            text.append(rules.get(rule).matches()).append(0 == rule % 2 ? " accept\n" : " drop\n");
        }
        return text.append("}\n}\n").toString();
    }

    /** Write the rules as dpdk-test-acl reads them. */
    public void writeRules(final Path file) throws IOException
    {
        Files.write(file, rules.stream().map(AclRule::filter).toList());
    }

    /** Write the headers as dpdk-test-acl reads them. */
    public void writeTrace(final Path file) throws IOException
    {
        final List<String> lines = new ArrayList<>(lengths.length);
        for (int at = 0; at < headers.length; at += FIELDS)
        {
            lines.add(Integer.toUnsignedString(headers[at]) + " " + Integer.toUnsignedString(headers[at + 1]) + " " +
                headers[at + 2] + " " + headers[at + 3] + " " + headers[at + 4]);
        }
        Files.write(file, lines);
    }
}
