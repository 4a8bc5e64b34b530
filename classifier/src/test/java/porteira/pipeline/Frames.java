package porteira.pipeline;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Frames for tests. */
final class Frames
{
    private static final int[] ETHER_TYPES = { 0x0800, 0x86DD, 0x8100, 0x0806, 0x88CC };

    private Frames()
    {
    }

    /** A TCP SYN over IPv4 from 203.0.113.7:40000 to 192.0.2.1, 54 bytes. */
    static byte[] tcp(final long destination, final long source, final int destinationPort)
    {
        final ByteBuffer frame = ByteBuffer.allocate(54);
        ethernet(frame, destination, source, 0x0800);
        frame.put((byte)0x45).put((byte)0).putShort((short)40).putInt(0).put((byte)64).put((byte)6).putShort((short)0);
        frame.putInt(0xCB007107).putInt(0xC0000201);
        frame.putShort((short)40000).putShort((short)destinationPort).putInt(1).putInt(0);
        frame.put((byte)0x50).put((byte)2).putShort((short)1024).putInt(0);
        return frame.array();
    }

    /** The same with a VLAN tag, 58 bytes. */
    static byte[] tagged(final long destination, final long source, final int destinationPort, final int vlan)
    {
        final ByteBuffer frame = ByteBuffer.allocate(58);
        ethernet(frame, destination, source, 0x8100);
        frame.putShort((short)vlan).put(tcp(destination, source, destinationPort), 12, 42);
        return frame.array();
    }

    /** A TCP SYN over IPv6 from 2001:db8::7 to 2001:0:c000:201::1 inside Teredo over IPv4, port 3544. */
    static byte[] teredo(final long destination, final long source, final int destinationPort)
    {
        final ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 8 + 40 + 20);
        ethernet(frame, destination, source, 0x0800);
        frame.put((byte)0x45).put((byte)0).putShort((short)88).putInt(0).put((byte)64).put((byte)17).putShort((short)0);
        frame.putInt(0xCB007107).putInt(0xC0000201);
        frame.putShort((short)40000).putShort((short)3544).putShort((short)68).putShort((short)0);
        frame.putInt(0x60000000).putShort((short)20).put((byte)6).put((byte)64);
        frame.putLong(0x20010DB800000000L).putLong(7).putLong(0x20010000C0000201L).putLong(1);
        frame.putShort((short)40001).putShort((short)destinationPort).putInt(1).putInt(0);
        frame.put((byte)0x50).put((byte)2).putShort((short)1024).putInt(0);
        return frame.array();
    }

    /** The packet of {@link #tcp} inside GRE inside IPv4 inside a PPPoE session. */
    static byte[] tunnels(final long destination, final long source, final int destinationPort)
    {
        final ByteBuffer frame = ByteBuffer.allocate(14 + 8 + 20 + 4 + 40);
        ethernet(frame, destination, source, 0x8864);
        frame.putShort((short)0x1100).putShort((short)1).putShort((short)66).putShort((short)0x21);
        frame.put((byte)0x45).put((byte)0).putShort((short)64).putInt(0).put((byte)64).put((byte)47).putShort((short)0);
        frame.putInt(0xCB007108).putInt(0xC0000202);
        frame.putShort((short)0).putShort((short)0x0800);
        frame.put(tcp(destination, source, destinationPort), 14, 40);
        return frame.array();
    }

    /** As many headers of IPv4 in IPv4 as asked for around the packet of {@link #tcp}. */
    static byte[] nested(final long destination, final long source, final int tunnels)
    {
        final ByteBuffer frame = ByteBuffer.allocate(54 + 20 * tunnels);
        ethernet(frame, destination, source, 0x0800);
        for (int i = tunnels; i > 0; i--)
        {
            frame.put((byte)0x45).put((byte)0).putShort((short)(40 + 20 * i)).putInt(0).put((byte)64).put((byte)4)
                .putShort((short)0).putInt(0xCB007108).putInt(0xC0000202);
        }
        return frame.put(tcp(destination, source, 25), 14, 40).array();
    }

    /** Anything from nothing to 300 bytes between a few stations, often looking like IP. */
    static byte[] random(final SplittableRandom random)
    {
        final byte[] frame = new byte[random.nextInt(300)];
        random.nextBytes(frame);
        if (frame.length >= 14)
        {
            ethernet(ByteBuffer.wrap(frame), station(random), station(random),
                ETHER_TYPES[random.nextInt(ETHER_TYPES.length)]);
        }
        return frame;
    }

    private static long station(final SplittableRandom random)
    {
        return 0 == random.nextInt(8) ? 0xFFFF_FFFF_FFFFL : 0x0200_0000_0000L + random.nextInt(50);
    }

    static void ethernet(final ByteBuffer frame, final long destination, final long source, final int etherType)
    {
        frame.putShort((short)(destination >>> 32)).putInt((int)destination);
        frame.putShort((short)(source >>> 32)).putInt((int)source);
        frame.putShort((short)etherType);
    }
}
