/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The decisions of classifier/examples/screened-host.nft as a C programmer writes them. Frames are described as in the
 * gateway's bursts: an array of addresses and lengths in memory, an array of results.
 */
#include "parser.h"

#define API __attribute__((visibility("default")))

/** What became of a frame, by the rule that decided. */
enum outcome {
	PASSES,
	IN_TEREDO,
	SERVER_IPV4,
	SERVER_IPV6,
	INSIDE_IPV4,
	INSIDE_IPV6,
	FOREIGN,
};

struct described_frame {
	uint64_t address;
	uint32_t length;
	uint32_t ingress;
};

struct judged_frame {
	uint64_t layout;
	uint32_t outcome;
	uint32_t reserved;
};

enum {
	LAN = 0,
	NETWORK_V4 = 0xcb007100,
	SERVER_V4 = NETWORK_V4 | 25,
	V4_SOURCE_OFFSET = 12,
	V6_SOURCE_OFFSET = 8,
};

static const uint64_t NETWORK_V6 = 0x20010db8b01a70da;
static const uint64_t SERVER_V6 = 0x25;

/** True for TCP to port 25 or 465. */
ALWAYS_INLINE bool is_smtp(const uint8_t *frame, uint64_t layout) {
	if (protocol_of(layout) != TCP || transport_of(layout) == TRANSPORT_NONE)
		return false;
	const uint32_t port = get16(frame + transport_offset_of(layout) + 2);
	return port == 25 || port == 465;
}

ALWAYS_INLINE enum outcome smtp_from_inside(const uint8_t *frame, uint64_t layout) {
	const uint8_t *ip = frame + network_offset_of(layout);

	if (network_of(layout) == NETWORK_IPV4) {
		const uint32_t source = get32(ip + V4_SOURCE_OFFSET);
		return source == SERVER_V4		    ? SERVER_IPV4 :
		       (source & 0xffffff00) == NETWORK_V4 ? INSIDE_IPV4 :
							      FOREIGN;
	}
	if (get64(ip + V6_SOURCE_OFFSET) != NETWORK_V6)
		return FOREIGN;
	return get64(ip + V6_SOURCE_OFFSET + 8) == SERVER_V6 ? SERVER_IPV6 : INSIDE_IPV6;
}

ALWAYS_INLINE enum outcome
judge(const uint8_t *frame, uint32_t length, uint64_t layout, uint32_t ingress) {
	const uint32_t protocol = protocol_of(layout);

	if (protocol == TCP)
		return ingress == LAN && is_smtp(frame, layout) ? smtp_from_inside(frame, layout) : PASSES;
	if (protocol == UDP) {
		const uint64_t inner = teredo(frame, layout, length);
		return inner != 0 && is_smtp(frame, inner) ? IN_TEREDO : PASSES;
	}
	return PASSES;
}

API void prt_bench_parse(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count);
API void prt_bench_judge(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count);
API void prt_bench_parse_and_judge(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count);

/** Fill in the layouts. */
void prt_bench_parse(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count) {
	for (uint32_t i = 0; i < count; i++)
		judged[i].layout = ethernet((const uint8_t *)frames[i].address, frames[i].length);
}

/** Fill in the outcomes of frames whose layouts are known. */
void prt_bench_judge(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count) {
	for (uint32_t i = 0; i < count; i++)
		judged[i].outcome = judge((const uint8_t *)frames[i].address, frames[i].length,
			judged[i].layout, frames[i].ingress);
}

/** Fill in layouts and outcomes. */
void prt_bench_parse_and_judge(
	const struct described_frame *frames, struct judged_frame *judged, uint32_t count) {
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *frame = (const uint8_t *)frames[i].address;
		const uint64_t layout = ethernet(frame, frames[i].length);

		judged[i].layout = layout;
		judged[i].outcome = judge(frame, frames[i].length, layout, frames[i].ingress);
	}
}
