package porteira.dpdk;

import porteira.dpdk.bindings.porteira_h;
import porteira.dpdk.bindings.prt_lane_config;
import porteira.dpdk.bindings.prt_lane_memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Makes a lane in the shim and tells where its memory lies; addresses are valid until {@link #free}. */
record LaneMemory(
    int lane, long rxRing, int rxRingLength, long txRing, int txRingLength, long rxBurst, long txBurst, long counters)
{
    static LaneMemory create(final LaneConfig config, final boolean rings)
    {
        Eal.requireStarted();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment memory = prt_lane_config.allocate(arena);
            final int[] ports = config.ports();
            prt_lane_config.lane(memory, (short)config.id());
            prt_lane_config.queue(memory, (short)config.queue());
            prt_lane_config.burst(memory, (short)config.burst());
            prt_lane_config.port_count(memory, (short)ports.length);
            for (int i = 0; i < ports.length; i++)
            {
                prt_lane_config.ports(memory, i, (short)ports[i]);
            }
            prt_lane_config.rx_ring_bytes(memory, rings ? config.rxRingBytes() : 0);
            prt_lane_config.tx_ring_bytes(memory, rings ? config.txRingBytes() : 0);
            prt_lane_config.idle(
                memory, IdleMode.BUSY == config.idle() ? porteira_h.PRT_IDLE_BUSY() : porteira_h.PRT_IDLE_BACKOFF());
            prt_lane_config.idle_max_us(memory, config.idleMaxUs());
            prt_lane_config.stall_after_ms(memory, config.stallAfterMs());
            prt_lane_config.stall_action(
                memory,
                StallAction.BRIDGE == config.stallAction() ?
                    porteira_h.PRT_STALL_BRIDGE() : porteira_h.PRT_STALL_DROP());
            Failure.check(porteira_h.prt_lane_create(memory));
            return find(config.id());
        }
    }

    void free()
    {
        Failure.check(porteira_h.prt_lane_close((short)lane));
    }

    private static LaneMemory find(final int lane)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment memory = prt_lane_memory.allocate(arena);
            Failure.check(porteira_h.prt_lane_memory((short)lane, memory));
            return new LaneMemory(
                lane,
                prt_lane_memory.rx_ring(memory),
                prt_lane_memory.rx_ring_len(memory),
                prt_lane_memory.tx_ring(memory),
                prt_lane_memory.tx_ring_len(memory),
                prt_lane_memory.rx_burst(memory),
                prt_lane_memory.tx_burst(memory),
                prt_lane_memory.counters(memory));
        }
    }
}
