package porteira.dpdk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(EalExtension.class)
class PortIT
{
    private static final int MBUFS = 2_047;
    private static final int DATA_ROOM = 2_176;
    private static final int MTU = 1_500;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;

    @Test
    void shouldDescribeThePort()
    {
        try (Port port = Port.attach("net_null0"))
        {
            final PortInfo info = port.info();

            assertEquals("net_null0", info.name());
            assertEquals("net_null", info.driver());
            assertEquals(0, info.mac() >>> 48);
            assertEquals(0, info.vendorId());
            assertTrue(1 <= info.maxRxQueues() && 1 <= info.maxTxQueues(), info.toString());
            assertTrue(Arrays.stream(Port.ids()).anyMatch(id -> id == port.id()));
            assertEquals("net_null0", Port.of(port.id()).info().name());
            assertTrue(port.alive());
        }
    }

    @Test
    void shouldBeGoneWhenClosed()
    {
        final Port port = Port.attach("net_null1");
        port.close();
        port.close();

        assertFalse(Arrays.stream(Port.ids()).anyMatch(id -> id == port.id()));
        assertFalse(port.alive());
        final DpdkException ex = assertThrows(DpdkException.class, port::info);
        assertTrue(ex.getMessage().contains("device=net_null1"), ex.getMessage());

        Port.attach("net_null1").close();
    }

    @Test
    void shouldStartAndShowLinkAndStatistics()
    {
        try (Mempool pool = Mempool.create("port-start", MBUFS, 0, DATA_ROOM, -1);
            Port port = Port.attach("net_null2"))
        {
            final PortStats stats = new PortStats();
            assertEquals(MBUFS, pool.size());
            assertEquals(MBUFS, pool.available());
            port.configure(PortConfig.plain(1, 0, MTU), pool);
            port.start();

            assertTrue(port.link().up());
            port.stats(stats);
            assertEquals(0, stats.rxFrames() + stats.txFrames() + stats.rxMissed() + stats.rxNoMbuf());
            assertEquals(0, stats.rxBytes() + stats.txBytes() + stats.rxErrors() + stats.txErrors());
            AllocationAssert.none(() -> port.stats(stats));
            port.stop();
        }
    }

    @Test
    void shouldNameTheDeviceWhenThereIsNoSuchDriver()
    {
        final DpdkException ex = assertThrows(DpdkException.class, () -> Port.attach("net_nosuch0"));

        assertTrue(ex.getMessage().startsWith("port: device=net_nosuch0"), ex.getMessage());
        assertTrue(ex.getMessage().length() > "port: device=net_nosuch0: ".length(), ex.getMessage());
    }

    @Test
    void shouldNameTheInterfaceWhenThereIsNoSuch()
    {
        final DpdkException ex =
            assertThrows(DpdkException.class, () -> Port.attach("net_af_packet9,iface=nosuchif"));

        assertTrue(ex.getMessage().contains("iface=nosuchif: no such network interface"), ex.getMessage());
    }

    @Test
    void shouldNameTheAddressWhenThereIsNoSuchPciDevice()
    {
        final DpdkException ex = assertThrows(DpdkException.class, () -> Port.attach("0000:ff:1f.7"));

        assertTrue(ex.getMessage().startsWith("port: device=0000:ff:1f.7: "), ex.getMessage());
    }

    @Test
    void shouldRefuseWhenTheDeviceIsAttachedAlready()
    {
        try (Port port = Port.attach("net_null3"))
        {
            final DpdkException ex = assertThrows(DpdkException.class, () -> Port.attach("net_null3"));

            assertEquals(EEXIST, ex.code());
            assertEquals("port: device=net_null3: is port " + port.id() + " already", ex.getMessage());
        }
    }

    @Test
    void shouldNameKeyValueAndLimitWhenAConfigurationIsBeyondThePort()
    {
        try (Mempool pool = Mempool.create("port-config", MBUFS, 0, DATA_ROOM, -1);
            Port port = Port.attach("net_null4"))
        {
            final int limit = port.info().maxRxQueues();

            final DpdkException queues = assertThrows(
                DpdkException.class, () -> port.configure(PortConfig.plain(60_000, 0, MTU), pool));
            final DpdkException mtu = assertThrows(
                DpdkException.class, () -> port.configure(PortConfig.plain(1, 0, 9_000), pool));

            assertEquals(EINVAL, queues.code());
            assertEquals(
                "port " + port.id() + ": rx_queues=60000, limit=1.." + limit + " (device=net_null4)",
                queues.getMessage());
            assertTrue(mtu.getMessage().contains("mtu=9000, limit="), mtu.getMessage());
        }
    }

    @Test
    void shouldRefuseValuesThatTheShimCannotTake()
    {
        assertThrows(IllegalArgumentException.class, () -> PortConfig.plain(70_000, 0, MTU));
        assertThrows(
            IllegalArgumentException.class,
            () -> new PortConfig(1, 0, 0, MTU, false, 1, new byte[PortConfig.RSS_KEY_MAX + 1], 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Mempool.create("room", MBUFS, 0, 70_000, -1));
    }

    @Test
    void shouldNameTheLimitWhenAMempoolsCacheIsTooLarge()
    {
        final DpdkException ex =
            assertThrows(DpdkException.class, () -> Mempool.create("cache", MBUFS, 4_096, DATA_ROOM, -1));

        assertEquals("pool: name=cache: cache=4096, limit=512", ex.getMessage());
    }

    @Test
    void shouldSayWhatDidNotFitWhenMemoryIsShort()
    {
        final DpdkException ex =
            assertThrows(DpdkException.class, () -> Mempool.create("huge", 1 << 24, 0, DATA_ROOM, -1));

        assertTrue(ex.getMessage().startsWith("pool: name=huge, mbufs=16777216"), ex.getMessage());
    }
}
