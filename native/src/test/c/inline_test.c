/* SPDX-License-Identifier: Apache-2.0 */
/** Inline lanes over virtual devices: the test thread polls, judges and transmits. */
#include "lanes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_ethdev.h>

#define PCAP_HEADERS 40 // of the file and of the first record

/** Same verdict for all frames of the inline lane's burst. */
static void answer(const struct view *view, uint32_t count, uint32_t egress) {
	for (uint32_t i = 0; i < count; i++)
		view->tx_descs[i] =
			(struct prt_tx_desc){.mbuf = view->rx_descs[i].mbuf, .egress = egress};
	prt_lane_transmit(0, count);
}

static void should_carry_frames_when_inline(void **state) {
	const uint16_t ports[] = {sink, loop};
	struct view view;
	uint32_t total = 0, count;

	view = lanes_create(0, 2, ports);
	lanes_inject(loop, 100);
	while ((count = prt_lane_poll(0)) > 0) {
		assert_true(count <= 32);
		assert_int_equal(view.rx_descs[0].port, loop);
		answer(&view, count, 1u << sink);
		total += count;
	}
	assert_int_equal(total, 100);
	assert_int_equal(view.counters->forwarded, 100);
	assert_int_equal(view.counters->idle_polls, 1);
	lanes_assert_balanced(view.counters);
	vdevs_refused(prt_lane_launch(0, WORKER), EINVAL, "inline");
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), 0);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** A pcap file of one frame whose bytes count up. */
static void write_capture(const char *path, uint32_t bytes) {
	const uint32_t head[] = {0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1};
	const uint32_t record[] = {0, 0, bytes, bytes};
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fwrite(head, sizeof(head), 1, file);
	fwrite(record, sizeof(record), 1, file);
	for (uint32_t i = 0; i < bytes; i++)
		fputc((int)(i & 0xff), file);
	assert_int_equal(fclose(file), 0);
}

/** Fail unless both files hold the same frame. */
static void assert_same_frame(const char *path, const char *other_path, uint32_t bytes) {
	uint8_t frame[PCAP_HEADERS + 4096], other[sizeof(frame)];
	FILE *file = fopen(path, "rb"), *other_file = fopen(other_path, "rb");

	assert_non_null(file);
	assert_non_null(other_file);
	assert_int_equal(fread(frame, 1, sizeof(frame), file), PCAP_HEADERS + bytes);
	assert_int_equal(fread(other, 1, sizeof(other), other_file), PCAP_HEADERS + bytes);
	assert_memory_equal(frame + PCAP_HEADERS, other + PCAP_HEADERS, bytes);
	fclose(file);
	fclose(other_file);
}

static void should_pass_every_byte_when_frame_has_several_segments(void **state) {
	const uint32_t bytes = 3000;
	char in[64], out[64], device[160];
	struct view view;

	snprintf(in, sizeof(in), "/tmp/porteira-in-%d.pcap", (int)getpid());
	snprintf(out, sizeof(out), "/tmp/porteira-out-%d.pcap", (int)getpid());
	write_capture(in, bytes);
	snprintf(device, sizeof(device), "net_pcap0,rx_pcap=%s,tx_pcap=%s", in, out);
	const uint16_t port = vdevs_port(device, big_pool);

	view = lanes_create(0, 1, &port);
	assert_int_equal(prt_lane_poll(0), 1);
	const struct prt_rx_desc *desc = view.rx_descs;
	assert_int_equal(desc->frame_len, bytes);
	assert_int_equal(desc->data_len, 2048);
	assert_int_equal(desc->flags, PRT_RX_MULTI_SEGMENT);
	assert_int_equal(((const uint8_t *)(uintptr_t)desc->data)[2047], 2047 & 0xff);
	answer(&view, 1, 1u << port);
	assert_int_equal(view.counters->port[port].rx_bytes, bytes);
	assert_int_equal(view.counters->port[port].tx_bytes, bytes);
	vdevs_ok(prt_lane_close(0));
	vdevs_ok(prt_port_close(port));

	assert_same_frame(in, out, bytes);
	unlink(in);
	unlink(out);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_cut_further_segments_when_frame_was_written_anew(void **state) {
	char in[64], device[160];
	struct view view;

	snprintf(in, sizeof(in), "/tmp/porteira-in-%d.pcap", (int)getpid());
	write_capture(in, 3000);
	snprintf(device, sizeof(device), "net_pcap0,rx_pcap=%s", in);
	const uint16_t ports[] = {vdevs_port(device, big_pool), sink};

	view = lanes_create(0, 2, ports);
	assert_int_equal(prt_lane_poll(0), 1);
	assert_int_equal(view.rx_descs[0].flags, PRT_RX_MULTI_SEGMENT);
	view.tx_descs[0] = (struct prt_tx_desc){
		.mbuf = view.rx_descs[0].mbuf, .egress = 1u << sink, .data_len = 70};
	prt_lane_transmit(0, 1);
	assert_int_equal(view.counters->port[sink].tx_bytes, 70);
	vdevs_ok(prt_lane_close(0));
	vdevs_ok(prt_port_close(ports[0]));
	unlink(in);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** Fill the loop until it takes no more. */
static void fill_loop(void) {
	struct rte_mbuf *mbuf;

	do {
		mbuf = rte_pktmbuf_alloc((struct rte_mempool *)(uintptr_t)big_pool);
		assert_non_null(mbuf);
		assert_non_null(rte_pktmbuf_append(mbuf, FRAME_BYTES));
	} while (rte_eth_tx_burst(loop, 0, &mbuf, 1) == 1);
	rte_pktmbuf_free(mbuf);
}

/** Free what the loop holds. */
static void empty_loop(void) {
	struct rte_mbuf *mbuf;

	while (rte_eth_rx_burst(loop, 0, &mbuf, 1) == 1)
		rte_pktmbuf_free(mbuf);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** One frame of FRAME_BYTES goes out of @p port with @p length instead. @return frames sent */
static uint64_t resend(const struct view *view, uint16_t port, uint32_t length) {
	const uint64_t before = view->counters->port[port].tx_frames;

	assert_int_equal(prt_lane_poll(0), 1);
	view->tx_descs[0] = (struct prt_tx_desc){
		.mbuf = view->rx_descs[0].mbuf, .egress = 1u << port, .data_len = (uint16_t)length};
	prt_lane_transmit(0, 1);
	return view->counters->port[port].tx_frames - before;
}

static void should_send_new_length_when_frame_was_written_anew(void **state) {
	const uint16_t ports[] = {loop};
	const uint32_t lengths[] = {60, 1500, 2048, 1};
	const struct view view = lanes_create(0, 1, ports);
	struct rte_mbuf *mbuf;

	lanes_inject(loop, 1);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		assert_int_equal(resend(&view, loop, lengths[i]), 1);
		assert_int_equal(rte_eth_rx_burst(loop, 0, &mbuf, 1), 1);
		assert_int_equal(rte_pktmbuf_data_len(mbuf), lengths[i]);
		assert_int_equal(rte_pktmbuf_pkt_len(mbuf), lengths[i]);
		assert_int_equal(mbuf->nb_segs, 1);
		assert_int_equal(rte_eth_tx_burst(loop, 0, &mbuf, 1), 1);
	}
	assert_int_equal(resend(&view, loop, 0), 1);
	assert_int_equal(view.counters->port[loop].tx_bytes, 60 + 1500 + 2048 + 1 + 1);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
	empty_loop();
}

static void should_drop_frame_when_new_length_has_no_room(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lanes_create(0, 2, ports);

	lanes_inject(loop, 2);
	assert_int_equal(prt_lane_poll(0), 2);
	assert_int_equal(view.rx_descs[0].tail_room, (2048 - FRAME_BYTES) / PRT_TAIL_ROOM_UNIT);
	for (int i = 0; i < 2; i++)
		view.tx_descs[i] = (struct prt_tx_desc){.mbuf = view.rx_descs[i].mbuf,
			.egress = 1u << sink,
			.data_len = (uint16_t)(2048 + i)};
	prt_lane_transmit(0, 2);
	assert_int_equal(view.counters->forwarded, 1);
	assert_int_equal(view.counters->tx_dropped, 1);
	assert_int_equal(view.counters->port[sink].tx_bytes, 2048);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** A frame of the loop port: 60 bytes, UDP over IPv4 but for what @p byte changes at @p at. */
static void inject_udp(uint32_t at, uint8_t byte) {
	const uint8_t head[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 46, 0, 0, 0,
		0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 4, 0, 4, 1, 0, 26, 0, 0};
	struct rte_mbuf *mbuf = rte_pktmbuf_alloc((struct rte_mempool *)(uintptr_t)big_pool);
	uint8_t frame[60];

	assert_non_null(mbuf);
	memset(frame, 1, sizeof(frame));
	memcpy(frame, head, sizeof(head));
	frame[at] = byte;
	memcpy(rte_pktmbuf_append(mbuf, sizeof(frame)), frame, sizeof(frame));
	assert_int_equal(rte_eth_tx_burst(loop, 0, &mbuf, 1), 1);
}

static void should_describe_headers_and_stations_when_frames_are_plain(void **state) {
	const uint64_t udp = 0x00090022000e0111; // whole header, IPv4, at 34, at 14, bare, 17
	const uint16_t ports[] = {loop, sink};
	const struct view view = lanes_create(0, 2, ports);
	const struct prt_rx_desc *desc = view.rx_descs;

	inject_udp(59, 0);
	inject_udp(59, 1);
	inject_udp(11, 9);    // another source
	inject_udp(14, 0x46); // IPv4 options
	inject_udp(23, 6);    // no whole TCP header's length in these bytes
	assert_int_equal(prt_lane_poll(0), 5);
	assert_int_equal(desc[0].layout, udp);
	assert_int_equal(desc[0].flags, 0);
	assert_int_equal(desc[1].layout, udp);
	assert_int_equal(desc[1].flags, PRT_RX_SAME_STATIONS);
	assert_int_equal(desc[2].layout, udp);
	assert_int_equal(desc[2].flags, 0);
	assert_int_equal(desc[3].layout, 0);
	assert_int_equal(desc[3].flags, 0);
	assert_int_equal(desc[4].layout, 0);
	assert_int_equal(desc[4].flags, PRT_RX_SAME_STATIONS);
	answer(&view, 5, 0);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_offer_no_room_when_bytes_are_shared(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lanes_create(0, 2, ports);
	struct rte_mbuf *mbuf;

	lanes_inject(loop, 1);
	assert_int_equal(rte_eth_rx_burst(loop, 0, &mbuf, 1), 1);
	rte_mbuf_refcnt_update(mbuf, 1);
	assert_int_equal(rte_eth_tx_burst(loop, 0, &mbuf, 1), 1);
	assert_int_equal(prt_lane_poll(0), 1);
	assert_int_equal(view.rx_descs[0].tail_room, 0);
	view.tx_descs[0] = (struct prt_tx_desc){
		.mbuf = view.rx_descs[0].mbuf, .egress = 1u << sink, .data_len = FRAME_BYTES};
	prt_lane_transmit(0, 1);
	assert_int_equal(view.counters->tx_dropped, 1);
	assert_int_equal(rte_pktmbuf_data_len(mbuf), FRAME_BYTES);
	rte_pktmbuf_free(mbuf);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_say_so_when_checksum_was_left_to_a_nic(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lanes_create(0, 2, ports);
	const uint64_t found[] = {RTE_MBUF_F_RX_L4_CKSUM_NONE, RTE_MBUF_F_RX_L4_CKSUM_BAD,
		RTE_MBUF_F_RX_L4_CKSUM_GOOD, RTE_MBUF_F_RX_IP_CKSUM_BAD};
	const uint8_t flags[] = {
		PRT_RX_NO_L4_CHECKSUM, PRT_RX_BAD_L4_CHECKSUM, 0, PRT_RX_BAD_IP_CHECKSUM};
	struct rte_mbuf *mbuf;

	lanes_inject(loop, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(rte_eth_rx_burst(loop, 0, &mbuf, 1), 1);
		mbuf->ol_flags = found[i];
		assert_int_equal(rte_eth_tx_burst(loop, 0, &mbuf, 1), 1);
	}
	assert_int_equal(prt_lane_poll(0), 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(view.rx_descs[i].flags, flags[i]);
	answer(&view, 4, 0);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_free_and_count_when_tx_queue_stays_full(void **state) {
	const uint16_t ports[] = {source, loop};
	const struct prt_lane_counters *counters;
	struct view view;

	view = lanes_create(0, 2, ports);
	counters = view.counters;
	fill_loop();

	assert_int_equal(prt_lane_poll(0), 32);
	assert_int_equal(view.rx_descs[0].port, source);
	answer(&view, 32, 1u << loop);
	assert_int_equal(counters->port[loop].tx_full, 32);
	assert_int_equal(counters->tx_dropped, 32);
	assert_int_equal(counters->port[loop].tx_frames, 0);
	assert_int_equal(counters->port[loop].tx_bytes, 0);
	assert_int_equal(prt_pool_available(small_pool), SMALL_POOL_MBUFS);
	lanes_assert_balanced(counters);
	vdevs_ok(prt_lane_close(0));
	empty_loop();
}

static void should_count_frame_as_forwarded_when_one_copy_of_two_goes(void **state) {
	const uint16_t ports[] = {source, loop, sink};
	struct view view;

	view = lanes_create(0, 3, ports);
	fill_loop();

	assert_int_equal(prt_lane_poll(0), 32);
	answer(&view, 32, 1u << loop | 1u << sink);
	assert_int_equal(view.counters->forwarded, 32);
	assert_int_equal(view.counters->flood_copies, 0);
	assert_int_equal(view.counters->tx_dropped, 0);
	assert_int_equal(view.counters->port[loop].tx_full, 32);
	assert_int_equal(view.counters->port[sink].tx_frames, 32);
	assert_int_equal(prt_pool_available(small_pool), SMALL_POOL_MBUFS);
	vdevs_ok(prt_lane_close(0));
	empty_loop();
}

static void should_receive_nothing_when_pool_is_exhausted(void **state) {
	const uint16_t ports[] = {source};
	struct prt_tx_desc held[SMALL_POOL_MBUFS];
	struct view view;
	uint32_t count, total = 0;

	view = lanes_create(0, 1, ports);
	while ((count = prt_lane_poll(0)) > 0)
		for (uint32_t i = 0; i < count; i++)
			held[total++] = (struct prt_tx_desc){.mbuf = view.rx_descs[i].mbuf};
	assert_true(total > SMALL_POOL_MBUFS - 32);
	assert_int_equal(prt_pool_free(small_pool), total);
	assert_int_equal(prt_pool_available(small_pool), SMALL_POOL_MBUFS - total);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), (int)total);

	for (uint32_t done = 0; done < total; done += count) {
		count = total - done < PRT_BURST_MAX ? total - done : PRT_BURST_MAX;
		memcpy(view.tx_descs, held + done, count * sizeof(held[0]));
		prt_lane_transmit(0, count);
	}
	assert_int_equal(prt_pool_available(small_pool), SMALL_POOL_MBUFS);
	assert_int_equal(view.counters->freed, total);
	count = prt_lane_poll(0);
	assert_int_equal(count, 32);
	answer(&view, count, 0);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_carry_frames_when_inline),
		cmocka_unit_test(should_pass_every_byte_when_frame_has_several_segments),
		cmocka_unit_test(should_cut_further_segments_when_frame_was_written_anew),
		cmocka_unit_test(should_send_new_length_when_frame_was_written_anew),
		cmocka_unit_test(should_drop_frame_when_new_length_has_no_room),
		cmocka_unit_test(should_describe_headers_and_stations_when_frames_are_plain),
		cmocka_unit_test(should_offer_no_room_when_bytes_are_shared),
		cmocka_unit_test(should_say_so_when_checksum_was_left_to_a_nic),
		cmocka_unit_test(should_free_and_count_when_tx_queue_stays_full),
		cmocka_unit_test(should_count_frame_as_forwarded_when_one_copy_of_two_goes),
		cmocka_unit_test(should_receive_nothing_when_pool_is_exhausted),
	};

	return cmocka_run_group_tests_name("inline", tests, lanes_set_up, lanes_tear_down);
}
