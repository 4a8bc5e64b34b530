package porteira.config;

import porteira.problem.Problem;

import java.nio.file.Path;
import java.util.List;

/**
 * Settings for one family of NICs or virtual devices. Keys, units, ranges and defaults stand in
 * {@code hw-profiles/default.toml}.
 *
 * @param name   file name without {@code .toml}.
 * @param file   where it was read from.
 * @param model  what it is for, for people.
 * @param match  which devices it is for.
 * @param port   how a port of this kind is set up.
 * @param rss    how it spreads frames over queues.
 * @param pool   the mempool it wants.
 * @param lane   the lane it wants.
 * @param limits what the documents say that the device can do; 0 = not said.
 * @param documents where the values come from.
 * @param places where each key stands.
 */
public record HwProfile(
    String name,
    Path file,
    String model,
    Match match,
    PortSettings port,
    RssSettings rss,
    PoolSettings pool,
    LaneSettings lane,
    PortLimits limits,
    List<String> documents,
    ProfilePlaces places)
{
    /**
     * Which devices a profile is for.
     *
     * @param pmd DPDK drivers, e.g. {@code net_ixgbe}.
     * @param pci {@code vendor:device}, four lower-case hex digits each.
     */
    public record Match(List<String> pmd, List<String> pci)
    {
        /** Copies its lists. */
        public Match
        {
            pmd = List.copyOf(pmd);
            pci = List.copyOf(pci);
        }
    }

    /**
     * How a port is set up.
     *
     * @param rxDescriptors per rx queue.
     * @param txDescriptors per tx queue.
     * @param rxBurst       frames asked for at once.
     * @param queuesMax     most queues to use, 0 = as many as the port has.
     * @param mtuBytes      behind the Ethernet header.
     * @param lscInterrupt  link state by interrupt rather than polled.
     * @param linkWaitMs    longest wait for the link at start.
     * @param speedMbps     nominal, 0 = unknown.
     * @param bind          how DPDK gets at it.
     */
    public record PortSettings(
        int rxDescriptors,
        int txDescriptors,
        int rxBurst,
        int queuesMax,
        int mtuBytes,
        boolean lscInterrupt,
        int linkWaitMs,
        int speedMbps,
        Bind bind)
    {
    }

    /**
     * The mempool that a port wants.
     *
     * @param mbufs         0 = computed, see {@link GatewayPlan}.
     * @param cache         mbufs kept per lcore.
     * @param dataRoomBytes of one mbuf, headroom of {@link #HEADROOM_BYTES} included.
     */
    public record PoolSettings(int mbufs, int cache, int dataRoomBytes)
    {
        /** RTE_PKTMBUF_HEADROOM. */
        public static final int HEADROOM_BYTES = 128;
        /** Ethernet header, FCS and two VLAN tags. */
        public static final int FRAME_OVERHEAD_BYTES = 26;
    }

    /**
     * The lane that a port wants.
     *
     * @param threading   who polls.
     * @param idle        what to do when there is nothing to do.
     * @param idleMaxUs   longest sleep of {@link Idle#BACKOFF}.
     * @param rxRingBytes poller to classifier, a power of two.
     * @param txRingBytes classifier to poller, a power of two.
     */
    public record LaneSettings(Threading threading, Idle idle, int idleMaxUs, int rxRingBytes, int txRingBytes)
    {
    }

    /** Copies its list. */
    public HwProfile
    {
        documents = List.copyOf(documents);
    }

    /**
     * Compares with what a port reports of itself.
     *
     * @param portName as in gateway.toml.
     * @param reported by the port.
     * @param lanes    queues that will be set up.
     * @param mtu      bytes; 0 = the profile's.
     * @return every value beyond a limit, at the line of the profile that set it; empty if all is well.
     */
    public List<Problem> check(final String portName, final PortLimits reported, final int lanes, final int mtu)
    {
        final LimitCheck check = new LimitCheck(places, "port " + portName);
        check.descriptors("rx_descriptors", port.rxDescriptors,
            reported.rxDescriptorsMin(), reported.rxDescriptorsMax(), reported.rxDescriptorsAlign());
        check.descriptors("tx_descriptors", port.txDescriptors,
            reported.txDescriptorsMin(), reported.txDescriptorsMax(), reported.txDescriptorsAlign());
        check.lanes(lanes, port.queuesMax, reported.queues());
        check.mtu(mtu, port.mtuBytes, reported.mtuMin(), reported.mtuMax());
        if (lanes > 1 && rss.enabled())
        {
            check.rss(rss, reported);
        }
        return check.problems();
    }
}
