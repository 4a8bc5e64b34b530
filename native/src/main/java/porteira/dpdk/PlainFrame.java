package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;

/** What a lane finds out about every frame before it is judged, for whoever describes frames that no port received. */
public final class PlainFrame
{
    private PlainFrame()
    {
    }

    /**
     * The u64 for {@link BurstLayout#RX_LAYOUT_OFFSET}. Any thread.
     *
     * @param address of the Ethernet header
     * @param length  bytes readable; may be 0
     * @return where its headers lie, as {@code porteira.wire.PacketLayout}; 0 if the frame is not surely plain
     */
    public static long layout(final long address, final int length)
    {
        NativeLibrary.loadDpdk();
        return porteira_h.prt_plain_layout(address, length);
    }
}
