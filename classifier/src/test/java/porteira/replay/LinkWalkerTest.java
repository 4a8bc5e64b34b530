package porteira.replay;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

class LinkWalkerTest
{
    private static final int LENGTH = 0xFFFF;
    private static final int MPLS = 0x8847;
    private static final int BOTTOM_OF_STACK = 0x0100;

    /** Ethernet over MPLS over Ethernet, again and again: label, control word, Ethernet header. */
    @Test
    void shouldGiveUpWhenFramesNestWithoutEnd()
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[LENGTH]);
        for (int at = 0; at + 22 <= LENGTH; at += 22)
        {
            frame.putShort(at + 12, (short)MPLS, BIG_ENDIAN);
            frame.putInt(at + 14, BOTTOM_OF_STACK, BIG_ENDIAN);
        }

        assertEquals(0, new LinkWalker().walk(LinkType.ETHERNET, frame, LENGTH));
    }
}
