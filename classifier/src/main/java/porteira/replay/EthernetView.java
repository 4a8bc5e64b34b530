package porteira.replay;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import porteira.wire.EthernetFlyweight;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * A frame of any {@link LinkType} as the bridge would have seen it. Ethernet frames pass as they are; others get an
 * Ethernet header made up: destination 0, source 0 or what a cooked header names, and the EtherType of what follows.
 */
final class EthernetView
{
    private static final int COOKED_LENGTH = 16;
    private static final int COOKED_ADDRESS_LENGTH_OFFSET = 4;
    private static final int COOKED_ADDRESS_OFFSET = 6;
    private static final int COOKED_TYPE_OFFSET = 14;
    private static final int COOKED_2_LENGTH = 20;
    private static final int COOKED_2_ADDRESS_LENGTH_OFFSET = 11;
    private static final int COOKED_2_ADDRESS_OFFSET = 12;
    private static final int FAMILY_LENGTH = 4;

    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(1 << 11);
    private DirectBuffer frame;
    private int length;
    private int headerChange;

    /** Make the view of a frame; it lasts until the next call or until {@code frame} changes. */
    void take(final LinkType link, final DirectBuffer frame, final int captured)
    {
        this.frame = frame;
        length = captured;
        headerChange = 0;
        switch (link)
        {
            case ETHERNET ->
            {
                return;
            }
            case RAW, RAW_IPV4, RAW_IPV6 -> synthesise(frame, captured, 0, ipType(frame, captured, 0));
            case NULL, LOOP -> synthesise(frame, captured, FAMILY_LENGTH, ipType(frame, captured, FAMILY_LENGTH));
            case LINUX_COOKED -> cooked(frame, captured, COOKED_LENGTH, COOKED_TYPE_OFFSET,
                COOKED_ADDRESS_LENGTH_OFFSET + 1, COOKED_ADDRESS_OFFSET);
            case LINUX_COOKED_2 -> cooked(frame, captured, COOKED_2_LENGTH, 0,
                COOKED_2_ADDRESS_LENGTH_OFFSET, COOKED_2_ADDRESS_OFFSET);
            default -> throw new IllegalArgumentException("link type: " + link);
        }
    }

    /** The Ethernet header is at index 0. */
    DirectBuffer frame()
    {
        return frame;
    }

    /** Bytes readable. */
    int length()
    {
        return length;
    }

    /** Bytes by which the Ethernet header is longer than the link header it stands for. */
    int headerChange()
    {
        return headerChange;
    }

    private void cooked(
        final DirectBuffer original,
        final int captured,
        final int headerLength,
        final int typeOffset,
        final int addressLengthOffset,
        final int addressOffset)
    {
        if (captured < headerLength)
        {
            synthesise(original, captured, captured, 0);
            return;
        }
        synthesise(original, captured, headerLength, original.getShort(typeOffset, BIG_ENDIAN) & 0xFFFF);
        if (EthernetFlyweight.ADDRESS_LENGTH == original.getByte(addressLengthOffset))
        {
            scratch.putBytes(
                EthernetFlyweight.SOURCE_OFFSET, original, addressOffset, EthernetFlyweight.ADDRESS_LENGTH);
        }
    }

    private void synthesise(
        final DirectBuffer original, final int captured, final int linkHeaderLength, final int type)
    {
        final int payloadLength = Math.max(0, captured - linkHeaderLength);
        scratch.setMemory(0, EthernetFlyweight.TYPE_OFFSET, (byte)0);
        scratch.putShort(EthernetFlyweight.TYPE_OFFSET, (short)type, BIG_ENDIAN);
        scratch.putBytes(EthernetFlyweight.HEADER_LENGTH, original, captured - payloadLength, payloadLength);
        frame = scratch;
        length = EthernetFlyweight.HEADER_LENGTH + payloadLength;
        headerChange = EthernetFlyweight.HEADER_LENGTH - linkHeaderLength;
    }

    private static int ipType(final DirectBuffer original, final int captured, final int offset)
    {
        final int version = captured > offset ? original.getByte(offset) >>> 4 & 0xF : 0;
        return 6 == version ? EthernetFlyweight.TYPE_IPV6 : EthernetFlyweight.TYPE_IPV4;
    }
}
