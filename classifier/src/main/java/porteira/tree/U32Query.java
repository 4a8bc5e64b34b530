package porteira.tree;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import porteira.policy.IntervalSet;
import porteira.policy.Layer;
import porteira.policy.U32;
import porteira.wire.IpProtocol;
import porteira.wire.Ipv4Flyweight;
import porteira.wire.Ipv6Flyweight;
import porteira.wire.PacketLayout;

/**
 * Executes {@code u32} as Linux' {@code xt_u32} does: each test starts anew at the network header, so that an
 * {@code @} is forgotten after {@code &&}. A test that reads beyond the packet fails; the packet ends where its IP
 * header says, so that Ethernet's padding is never read.
 */
final class U32Query implements Query
{
    private final Layer layer;
    private final int family;
    private final boolean negated;
    private final int[] offsets;
    private final U32.Operator[][] operators;
    private final int[][] operands;
    private final IntervalSet[] values;

    U32Query(final U32 match)
    {
        final int count = match.tests().size();
        layer = match.layer();
        family = match.family();
        negated = match.negated();
        offsets = new int[count];
        operators = new U32.Operator[count][];
        operands = new int[count][];
        values = new IntervalSet[count];
        for (int i = 0; i < count; i++)
        {
            final U32.Test test = match.tests().get(i);
            offsets[i] = test.offset();
            operators[i] = test.steps().stream().map(U32.Step::operator).toArray(U32.Operator[]::new);
            operands[i] = test.steps().stream().mapToInt(U32.Step::operand).toArray();
            values[i] = test.values();
        }
    }

    @Override
    public boolean test(
        final DirectBuffer frame, final int length, final long layout, final int ingress, final int egress)
    {
        final long packet = FieldReader.layout(layer, frame, length, layout);
        if (family != PacketLayout.network(packet))
        {
            return false;
        }
        final int start = PacketLayout.networkOffset(packet);
        final int size = Math.min(length - start, packetLength(frame, start));
        for (int i = 0; i < offsets.length; i++)
        {
            final long value = value(i, frame, start, size);
            if (0 > value || !values[i].contains(0, value))
            {
                return negated;
            }
        }
        return !negated;
    }

    /** Appends the value of each test up to the one that decides. */
    void trace(final DirectBuffer frame, final int length, final long layout, final StringBuilder text)
    {
        final long packet = FieldReader.layout(layer, frame, length, layout);
        if (family != PacketLayout.network(packet))
        {
            text.append("another IP version");
            return;
        }
        final int start = PacketLayout.networkOffset(packet);
        final int size = Math.min(length - start, packetLength(frame, start));
        for (int i = 0; i < offsets.length; i++)
        {
            final long value = value(i, frame, start, size);
            final boolean isHeld = 0 <= value && values[i].contains(0, value);
            text.append(0 == i ? "" : "; ").append("test ").append(i + 1).append(" of ").append(offsets.length)
                .append(0 > value ? " reads beyond the packet" : " reads 0x%x".formatted(value))
                .append(isHeld ? ", as wanted" : ", not wanted");
            if (!isHeld)
            {
                return;
            }
        }
    }

    /** As the header says; without a limit for an IPv6 jumbogram. */
    private int packetLength(final DirectBuffer frame, final int start)
    {
        if (PacketLayout.NETWORK_IPV4 == family)
        {
            return Ipv4Flyweight.totalLength(frame, start);
        }
        final int payload = Ipv6Flyweight.payloadLength(frame, start);
        final boolean isJumbo = 0 == payload && IpProtocol.HOP_BY_HOP == Ipv6Flyweight.nextHeader(frame, start);
        return isJumbo ? Integer.MAX_VALUE : Ipv6Flyweight.HEADER_LENGTH + payload;
    }

    /** Value of a test, unsigned 32 bits; -1 where it reaches beyond the packet. */
    private long value(final int test, final DirectBuffer frame, final int start, final int size)
    {
        long at = 0;
        long position = Integer.toUnsignedLong(offsets[test]);
        if (position + Integer.BYTES > size)
        {
            return -1;
        }
        int value = frame.getInt(start + (int)position, ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < operands[test].length; i++)
        {
            final int operand = operands[test][i];
            switch (operators[test][i])
            {
                case AND -> value &= operand;
                case LEFT -> value <<= operand;
                case RIGHT -> value >>>= operand;
                case AT ->
                {
                    at += Integer.toUnsignedLong(value);
                    position = at + Integer.toUnsignedLong(operand);
                    if (position + Integer.BYTES > size)
                    {
                        return -1;
                    }
                    value = frame.getInt(start + (int)position, ByteOrder.BIG_ENDIAN);
                }
            }
        }
        return Integer.toUnsignedLong(value);
    }
}
