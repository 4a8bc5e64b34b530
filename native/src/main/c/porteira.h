/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file porteira.h
 * Everything that crosses between C and Java.
 *
 * Conventions: fixed-width types and flat structs only, host byte order unless a field says network
 * order. Handles of opaque things (mbuf, mempool) are addresses carried as uint64_t. A function
 * that can fail returns 0 or a count on success and -errno on failure; prt_last_error() then gives
 * the text on the same thread. Functions marked "control" may block and belong to a control thread;
 * functions marked "lane" are called only by the one thread that owns the lane, and never block,
 * allocate or log.
 */
#ifndef PORTEIRA_H
#define PORTEIRA_H

#include <stdint.h>

/** Only what carries this mark leaves the shared objects. */
#define PRT_API __attribute__((visibility("default")))

#define PRT_ABI_VERSION 4

#define PRT_PORTS_MAX 32 // an egress mask is one uint32_t; also DPDK's default RTE_MAX_ETHPORTS
#define PRT_LANES_MAX 16
#define PRT_BURST_MAX 64 // frames in one burst record
#define PRT_NAME_MAX 64
#define PRT_TEXT_MAX 512
#define PRT_RSS_KEY_MAX 64

#define PRT_RECORD_TYPE_BURST 1 // message type id of a burst record in either ring

/* Burst records */

/**
 * Head of every burst record, followed by @p count descriptors, whose frames all came in by one
 * port. 8 bytes.
 */
struct prt_burst {
	uint32_t count; // 1..PRT_BURST_MAX
	uint32_t reserved;
};

#define PRT_RX_MULTI_SEGMENT 0x0001   // frame_len > data_len: the rest cannot be read here
#define PRT_RX_BAD_IP_CHECKSUM 0x0002 // the NIC says so
#define PRT_RX_BAD_L4_CHECKSUM 0x0004
/**
 * The sender left the transport checksum to a NIC (it is a neighbour on this host: virtio, vhost):
 * the field holds the sum of the pseudo header only. Whoever transmits the frame completes it.
 */
#define PRT_RX_NO_L4_CHECKSUM 0x0008
/** By prt_lane_find_headers(): both Ethernet addresses are those of the last frame before it in the burst that had any. */
#define PRT_RX_SAME_STATIONS 0x0010

#define PRT_TAIL_ROOM_UNIT 16 // bytes

/**
 * One received frame, poller to classifier. Whoever holds the descriptor owns the mbuf. 32 bytes.
 */
struct prt_rx_desc {
	uint64_t mbuf;      // opaque handle
	uint64_t data;      // address of the first byte of the Ethernet header
	uint16_t data_len;  // bytes readable at data
	uint16_t frame_len; // bytes on the wire without FCS
	uint16_t port;      // port id it came in on
	uint8_t flags;      // PRT_RX_*
	uint8_t tail_room;  // PRT_TAIL_ROOM_UNIT that may be written behind data_len; 255: or more
	uint64_t layout;    // by prt_lane_find_headers(): as prt_plain_layout(); 0 before
};

/**
 * Where the headers of a plain frame lie, as porteira.wire.PacketLayout packs it: one whole TCP
 * segment or UDP datagram over IPv4 or IPv6, behind at most one VLAN tag, that has neither options
 * nor extension headers, is no fragment and surely carries no other packet.
 * @param frame address of its Ethernet header
 * @param length bytes readable
 * @return 0: not plain, or not surely
 */
PRT_API uint64_t prt_plain_layout(uint64_t frame, uint32_t length);

/** What to do with one frame, classifier to poller; the mbuf's ownership goes with it. 16 bytes. */
struct prt_tx_desc {
	uint64_t mbuf;
	uint32_t egress; // bit n set: transmit on port id n; 0: free
	/**
	 * 0: the frame is as long as it was received. Else it was written anew: this is its whole
	 * length, further segments are cut off, and nothing the NIC said of it holds. A length that
	 * its first segment has no room for drops it.
	 */
	uint16_t data_len;
	uint16_t flags; // 0
};

/* Environment */

/** PRT_ABI_VERSION of the loaded object. */
PRT_API uint32_t prt_abi_version(void);

/**
 * sizeof and offsetof as the C compiler saw them, in the order of abi.c's table.
 * @param values at least @p max entries, the first n = return value written
 */
PRT_API uint32_t prt_abi_table(uint32_t *values, uint32_t max);

/** Version text of the DPDK that is loaded, e.g. "DPDK 22.11.11". Static storage. */
PRT_API const char *prt_dpdk_version(void);

/**
 * Text of this thread's last failure: what failed and DPDK's own words for it. Always terminated.
 * @return length of the text, 0 if nothing has failed
 */
PRT_API uint32_t prt_last_error(char *text, uint32_t size);

/**
 * Start the EAL. Control; once per process; pins the calling thread to the main lcore, so use a
 * thread of its own. DPDK's log goes to the file at @p log_path (NULL: stderr), and so does what
 * anybody prints to stdout or stderr during this call; its last error lines become the text of a
 * failure.
 */
PRT_API int prt_eal_init(int argc, const char **argv, const char *log_path);

/** Release all the EAL took. Control; ports and lanes must be closed. */
PRT_API int prt_eal_cleanup(void);

/**
 * Make the calling thread known to DPDK (per-lcore mempool cache); needed before prt_lane_poll().
 */
PRT_API int prt_thread_register(void);
PRT_API void prt_thread_unregister(void);

/** Pin the calling thread to one CPU. */
PRT_API int prt_thread_pin(uint32_t cpu);

/**
 * Bring up one device: PCI address or vdev with arguments ("net_ring0", "0000:01:00.0"). Control. A
 * device that the EAL probed by itself is found; one that was attached by this call before is
 * refused.
 * @return port id, of the device's first port where it has several
 */
PRT_API int prt_port_attach(const char *devargs);

/** Ports the EAL knows now, ids written to @p ids. Control. @return how many */
PRT_API int prt_port_list(uint16_t *ids, uint32_t max);

/* Memory */

#define PRT_HUGE_PAGE 0x200000 // bytes

/**
 * Memory to read and write, on huge pages as far as the kernel gives them: transparent ones, which
 * need no reservation, for memory of this process and, since Linux 6.1, for files of a tmpfs.
 * Control.
 * @param path   a file to map, at least @p length long; NULL: zeroed memory of this process alone
 * @param length a multiple of 4096
 * @param address out: on a boundary of PRT_HUGE_PAGE
 * @return 1 if all but a rest of less than PRT_HUGE_PAGE is known to stand on huge pages, else 0
 */
PRT_API int prt_memory_map(const char *path, uint64_t length, uint64_t *address);
/** Give back what prt_memory_map() gave, whole. Control. */
PRT_API int prt_memory_unmap(uint64_t address, uint64_t length);

/* Ports */

/**
 * What a port says of itself; limits as rte_eth_dev_info_get() reports them (0 or 0xffff where it
 * has none).
 */
struct prt_port_info {
	char name[PRT_NAME_MAX];   // device name, a PCI address for NICs
	char driver[PRT_NAME_MAX]; // PMD, e.g. "net_ixgbe"
	uint8_t mac[6];
	uint16_t vendor_id; // PCI; 0 where the port is not a PCI device
	uint16_t device_id;
	int16_t socket; // NUMA node, -1 unknown
	uint16_t max_rx_queues;
	uint16_t max_tx_queues;
	uint16_t rx_desc_min, rx_desc_max, rx_desc_align;
	uint16_t tx_desc_min, tx_desc_max, tx_desc_align;
	uint16_t reta_size;     // 0: no RSS redirection table
	uint16_t hash_key_size; // bytes; 0: not settable
	uint16_t mtu_min, mtu_max;
	uint32_t speed_capa; // RTE_ETH_LINK_SPEED_* bits
	uint32_t max_rx_pktlen;
	uint64_t rss_offloads; // RTE_ETH_RSS_* bits
	uint64_t rx_offloads;  // RTE_ETH_RX_OFFLOAD_* bits
	uint64_t tx_offloads;  // RTE_ETH_TX_OFFLOAD_* bits
};

struct prt_port_config {
	uint16_t rx_queues; // = tx queues = lanes
	uint16_t tx_queues;
	uint16_t rx_desc; // 0: the driver's own choice
	uint16_t tx_desc;
	uint16_t mtu;           // bytes behind the Ethernet header
	uint16_t rss_key_len;   // 0: the driver's own key
	uint32_t lsc_interrupt; // 1: link state by interrupt, 0: polled
	uint64_t rss_hash; // wanted RTE_ETH_RSS_* bits, masked with what the port offers; 0: no RSS
	uint64_t rx_offloads; // wanted, must be offered
	uint64_t tx_offloads;
	uint8_t rss_key[PRT_RSS_KEY_MAX];
};

struct prt_port_link {
	uint32_t up;         // 1 or 0
	uint32_t speed_mbps; // 0xffffffff unknown
	uint32_t full_duplex;
	uint32_t autoneg;
};

/** Basic statistics as the PMD keeps them, since start or the last reset. */
struct prt_port_stats {
	uint64_t rx_frames, tx_frames;
	uint64_t rx_bytes, tx_bytes;
	uint64_t rx_missed; // NIC had no descriptor: host too slow
	uint64_t rx_errors, tx_errors;
	uint64_t rx_no_mbuf; // mempool was empty
};

/**
 * One mempool for all ports of a socket. Control.
 * @param data_room bytes per mbuf, headroom included
 * @param pool out: the handle
 */
PRT_API int prt_pool_create(const char *name, uint32_t mbufs, uint32_t cache, uint16_t data_room,
	int16_t socket, uint64_t *pool);
/** mbufs not in use now. Any thread. */
PRT_API uint32_t prt_pool_available(uint64_t pool);
/**
 * Free the pool unless mbufs are in use; a PMD may hold some until the EAL is cleaned up. Control.
 * @return 0, or how many are in use: the pool then stays
 */
PRT_API int prt_pool_free(uint64_t pool);

PRT_API int prt_port_info(uint16_t port, struct prt_port_info *info);
PRT_API int prt_port_configure(uint16_t port, const struct prt_port_config *config, uint64_t pool);
/** Start in promiscuous mode. */
PRT_API int prt_port_start(uint16_t port);
/** -EBUSY while a poller runs over the port. */
PRT_API int prt_port_stop(uint16_t port);
/** Stop if need be, give the device back; it can then be attached again. */
PRT_API int prt_port_close(uint16_t port);
/** Link as last known; does not wait. */
PRT_API int prt_port_link(uint16_t port, struct prt_port_link *link);
PRT_API int prt_port_stats(uint16_t port, struct prt_port_stats *stats);
/** True (1) if the port still works, 0 if its device was removed. */
PRT_API int prt_port_alive(uint16_t port);

/* Lanes */

#define PRT_IDLE_BUSY 0
#define PRT_IDLE_BACKOFF 1

// What a poller does with frames while the classifier has stopped.
#define PRT_STALL_DROP 0
#define PRT_STALL_BRIDGE 1 // to every other port of the lane, unjudged

#define PRT_STALL_AFTER_MAX_MS 60000

struct prt_lane_config {
	uint16_t lane;  // 0..PRT_LANES_MAX - 1
	uint16_t queue; // rx and tx queue used on every port
	uint16_t
		burst; // frames asked per rx call, 1..PRT_BURST_MAX; vector PMDs want a multiple of 8
	uint16_t port_count;
	uint16_t ports[PRT_PORTS_MAX];
	uint32_t rx_ring_bytes; // power of two, without trailer; 0: inline lane, no rings
	uint32_t tx_ring_bytes;
	uint32_t idle;        // PRT_IDLE_*
	uint32_t idle_max_us; // longest sleep of PRT_IDLE_BACKOFF
	/**
	 * Ring lane: a classifier that has taken nothing for so long, while frames wait, has
	 * stopped. 0: no guard; 1..PRT_STALL_AFTER_MAX_MS.
	 */
	uint32_t stall_after_ms;
	uint32_t stall_action; // PRT_STALL_*
};

/** Per port counters of a lane; written by the lane's poller alone, read by anyone. 64 bytes. */
struct prt_lane_port_counters {
	uint64_t rx_frames;
	uint64_t rx_bytes;
	uint64_t tx_frames; // copies of flooded frames included
	uint64_t tx_bytes;
	uint64_t tx_full; // copies given up because the tx queue stayed full
	uint64_t reserved[3];
};

/**
 * Counters of a lane. At rest: sum of rx_frames = forwarded + freed + rx_ring_full + tx_dropped +
 * stalled_bridged + stalled_dropped. In flight = that sum's left side less its right side.
 */
struct prt_lane_counters {
	uint64_t forwarded;     // frames of which at least one copy was taken by a tx queue
	uint64_t freed;         // frames freed on the classifier's order (egress = 0)
	uint64_t rx_ring_full;  // frames dropped at arrival because the classifier lags
	uint64_t tx_dropped;    // frames no tx queue took, whose egress is no port of the lane, or
				// whose new length does not fit
	uint64_t flood_copies;  // copies transmitted beyond the first
	uint64_t polls;         // rounds over all ports
	uint64_t idle_polls;    // rounds that found nothing
	uint64_t heartbeat_tsc; // TSC of the last round
	uint64_t stalls;        // times the poller found that the classifier has stopped
	uint64_t stalled;       // gauge: 1 while it acts in the classifier's place
	uint64_t stalled_bridged; // frames it sent unjudged, of which a tx queue took a copy
	uint64_t stalled_dropped; // frames it dropped unjudged
	uint64_t reserved[4];
	struct prt_lane_port_counters port[PRT_PORTS_MAX]; // by port id
};

/** Where a lane's shared memory lies. Addresses stay valid until prt_lane_close(). */
struct prt_lane_memory {
	uint64_t rx_ring;  // Agrona OneToOneRingBuffer, poller writes; 0 on an inline lane
	uint64_t tx_ring;  // the same, poller reads
	uint64_t rx_burst; // inline lane: struct prt_burst + PRT_BURST_MAX rx descriptors; else 0
	uint64_t tx_burst; // inline lane: struct prt_burst + PRT_BURST_MAX tx descriptors; else 0
	uint64_t counters; // struct prt_lane_counters
	uint32_t rx_ring_len; // with trailer
	uint32_t tx_ring_len;
};

/** Reserve memzones for rings and counters. Control. */
PRT_API int prt_lane_create(const struct prt_lane_config *config);
PRT_API int prt_lane_memory(uint16_t lane, struct prt_lane_memory *memory);
/** Run the poller loop of a ring lane on a worker lcore. Control. */
PRT_API int prt_lane_launch(uint16_t lane, uint32_t lcore);
/**
 * End the poller: stop receiving, keep transmitting until all frames came back or @p drain_ms
 * passed. Control; waits. On a lane that does not run it only counts.
 * @return frames the classifier still holds or has not read; 0 where all came back
 */
PRT_API int prt_lane_stop(uint16_t lane, uint32_t drain_ms);
/**
 * Free rings and counters; frames in records that nobody read are freed too. Control; the poller is
 * stopped and the classifier reads and writes no more.
 * @return frames freed
 */
PRT_API int prt_lane_close(uint16_t lane);

/**
 * Look into the frames of a burst that came over a ring, and add to their descriptors what is found.
 * The classifier's thread, before it judges them; prt_lane_poll() has done so already.
 * @param descriptors address of the first struct prt_rx_desc
 */
PRT_API void prt_lane_find_headers(uint64_t descriptors, uint32_t count);

/**
 * Inline lane: rx calls on the ports in turn until one has frames; these are in rx_burst. Lane; the
 * lane must exist.
 * @return frames, 0..burst, all from one port
 */
PRT_API uint32_t prt_lane_poll(uint16_t lane);
/** Inline lane: carry out the first @p count descriptors of tx_burst. Lane; the lane must exist. */
PRT_API void prt_lane_transmit(uint16_t lane, uint32_t count);

/* Captures: a shared object of their own, which needs libpcap but no DPDK */

/** One frame of a capture file. 24 bytes. */
struct prt_capture_frame {
	uint64_t data; // address of the first byte; valid until the next call on the same capture
	uint64_t timestamp_ns; // since the epoch
	uint32_t captured;     // bytes readable at data
	uint32_t length;       // bytes the frame had on the wire, >= captured in a sane file
};

/** PRT_ABI_VERSION of the loaded capture object. */
PRT_API uint32_t prt_capture_abi_version(void);
/**
 * Text of this thread's last failure of a prt_capture_ function, with libpcap's words. @return its
 * length
 */
PRT_API uint32_t prt_capture_last_error(char *text, uint32_t size);
/**
 * Open a pcap or pcapng file. A handle belongs to one thread at a time.
 * @param capture out: the handle
 */
PRT_API int prt_capture_open(const char *path, uint64_t *capture);
/**
 * Link type of the frames as libpcap numbers it: 1 Ethernet, 12 raw IP, 113 Linux cooked, 276
 * Linux cooked v2, ...
 */
PRT_API int prt_capture_link_type(uint64_t capture);
/**
 * @return 1 and the next frame, 0 at the end of the file, -EBADMSG where the file is broken off or
 * malformed
 */
PRT_API int prt_capture_next(uint64_t capture, struct prt_capture_frame *frame);
PRT_API void prt_capture_close(uint64_t capture);
/**
 * Create (or overwrite) a pcap file with nanosecond timestamps.
 * @param dump out: the handle
 */
PRT_API int prt_capture_dump_open(const char *path, int link_type, uint64_t *dump);
PRT_API int prt_capture_dump_write(uint64_t dump, const struct prt_capture_frame *frame);
/** Flush and close. The handle is gone even if this fails (disk full). */
PRT_API int prt_capture_dump_close(uint64_t dump);

#endif
