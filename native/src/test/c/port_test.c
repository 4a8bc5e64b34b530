/* SPDX-License-Identifier: Apache-2.0 */
/** Attaching and configuring ports, and every refusal on the way. */
#define _GNU_SOURCE
#include "vdevs.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rte_ethdev.h>

#define POOL_MBUFS 511u

struct fixture {
	uint64_t pool;
	uint16_t port;
};

static struct fixture fixture;

static int set_up(void **state) {
	vdevs_eal_start(state);
	fixture.pool = vdevs_pool("ports", POOL_MBUFS);
	fixture.port = (uint16_t)vdevs_ok(prt_port_attach("net_null0,no-rx=1"));
	return 0;
}

static int tear_down(void **state) {
	vdevs_ok(prt_port_close(fixture.port));
	vdevs_ok(prt_pool_free(fixture.pool));
	return vdevs_eal_stop(state);
}

static void refuse(const struct prt_port_config *config, const char *part) {
	vdevs_refused(prt_port_configure(fixture.port, config, fixture.pool), EINVAL, part);
}

static void should_describe_port_when_attached(void **state) {
	struct prt_port_info info;
	uint16_t ids[4];

	vdevs_ok(prt_port_info(fixture.port, &info));
	assert_string_equal(info.name, "net_null0");
	assert_string_equal(info.driver, "net_null");
	assert_int_equal(info.vendor_id, 0);
	assert_true(info.max_rx_queues > 0);
	assert_int_equal(prt_port_list(ids, 4), 1);
	assert_int_equal(ids[0], fixture.port);
	assert_int_equal(prt_port_alive(fixture.port), 1);
	assert_int_equal(prt_port_alive(9), 0);
}

static void should_refuse_attach_when_attached_before(void **state) {
	vdevs_refused(prt_port_attach("net_null0"), EEXIST, "device=net_null0");
}

static void should_name_interface_when_it_does_not_exist(void **state) {
	vdevs_refused(
		prt_port_attach("net_af_packet0,iface=nosuch0"), ENODEV, "iface=nosuch0: no such");
	vdevs_refused(prt_port_attach("net_af_packet0"), EINVAL, "iface= is missing");
	vdevs_refused(prt_port_attach("net_pcap0,rx_iface=nosuch1,tx_iface=lo"), ENODEV,
		"rx_iface=nosuch1: no such");
}

static void should_name_device_when_pci_address_does_not_exist(void **state) {
	vdevs_refused(
		prt_port_attach("fe:1f.7"), ENODEV, "device=0000:fe:1f.7: no such PCI device");
}

static void should_give_dpdk_words_when_driver_refuses(void **state) {
	assert_true(prt_port_attach("net_pcap0,rx_pcap=/nonexistent.pcap") < 0);
	assert_non_null(strstr(vdevs_error(), "device=net_pcap0: "));
	assert_non_null(strstr(vdevs_error(), "Couldn't open /nonexistent.pcap"));
}

static void should_say_what_a_device_is_when_name_is_none(void **state) {
	vdevs_refused(prt_port_attach("net_nosuch0"), ENODEV, "device=net_nosuch0: neither");
	vdevs_refused(prt_port_attach(""), EINVAL, "wanted");
	vdevs_refused(prt_port_attach(",iface=lo"), EINVAL, "wanted");
}

static void should_attach_again_when_closed(void **state) {
	const int first = vdevs_ok(prt_port_attach("net_null7"));

	vdevs_ok(prt_port_close((uint16_t)first));
	assert_int_equal(vdevs_ok(prt_port_attach("net_null7")), first);
	vdevs_ok(prt_port_close((uint16_t)first));
}

static void should_name_key_value_and_limit_when_beyond_it(void **state) {
	struct prt_port_config config = vdevs_port_config();

	config.rx_queues = 5000;
	refuse(&config, "rx_queues=5000, limit=1..1024");
	config = vdevs_port_config();
	config.tx_queues = 0;
	refuse(&config, "tx_queues=0, limit=1..");
	config = vdevs_port_config();
	config.mtu = 20;
	refuse(&config, "mtu=20, limit=");
	config = vdevs_port_config();
	config.mtu = 9000;
	refuse(&config, "mtu=9000, limit=2026");
	config = vdevs_port_config();
	config.rss_hash = RTE_ETH_RSS_IP;
	config.rss_key_len = 7;
	refuse(&config, "rss_key_len=7, limit=0");
	vdevs_ok(prt_port_configure(
		fixture.port, &(struct prt_port_config){1, 1, .mtu = 1500}, fixture.pool));
}

static void should_name_offloads_when_not_offered(void **state) {
	struct prt_port_config config = vdevs_port_config();

	config.rx_offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_TCP_LRO;
	refuse(&config, "rx_offloads=VLAN_STRIP TCP_LRO, limit=none");
	config = vdevs_port_config();
	config.tx_offloads = RTE_ETH_TX_OFFLOAD_TCP_TSO;
	refuse(&config, "tx_offloads=TCP_TSO, limit=");
	config.tx_offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
	refuse(&config, "MBUF_FAST_FREE");
}

static void should_refuse_configuration_when_started_or_unknown(void **state) {
	const struct prt_port_config config = vdevs_port_config();

	vdevs_ok(prt_port_configure(fixture.port, &config, fixture.pool));
	vdevs_ok(prt_port_start(fixture.port));
	vdevs_refused(prt_port_configure(fixture.port, &config, fixture.pool), EBUSY, "stop it");
	vdevs_ok(prt_port_stop(fixture.port));
	vdevs_ok(prt_port_configure(fixture.port, &config, fixture.pool));
	vdevs_refused(prt_port_configure(fixture.port, &config, 0), EINVAL, "pool=0");
	vdevs_refused(prt_port_configure(17, &config, fixture.pool), ENODEV, "port 17");
	vdevs_refused(prt_port_start(17), ENODEV, "port 17");
	vdevs_refused(prt_port_close(17), ENODEV, "port=17");
}

static void should_read_link_and_counts_when_started(void **state) {
	const struct prt_port_config config = vdevs_port_config();
	struct prt_port_stats stats;
	struct prt_port_link link;

	vdevs_ok(prt_port_configure(fixture.port, &config, fixture.pool));
	vdevs_ok(prt_port_start(fixture.port));
	vdevs_ok(prt_port_link(fixture.port, &link));
	assert_int_equal(link.up, 1);
	vdevs_ok(prt_port_stats(fixture.port, &stats));
	assert_int_equal(stats.rx_frames, 0);
	vdevs_ok(prt_port_stop(fixture.port));
	vdevs_refused(prt_port_link(17, &link), ENODEV, "port=17");
	vdevs_refused(prt_port_stats(17, &stats), ENODEV, "port=17");
}

static void lo_up(bool up) {
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = up ? IFF_UP : 0};
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	close(fd);
}

static uint32_t is_link_up(uint16_t port) {
	struct prt_port_link link;

	vdevs_ok(prt_port_link(port, &link));
	return link.up;
}

static void should_follow_interface_when_it_goes_down_and_up(void **state) {
	const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	uint16_t port;

	if (unshare(CLONE_NEWNET) != 0) {
		print_message("needs root: a network namespace of its own\n");
		close(home);
		skip();
	}
	lo_up(true);
	port = (uint16_t)vdevs_ok(prt_port_attach("net_af_packet8,iface=lo"));
	vdevs_ok(prt_port_configure(port,
		&(struct prt_port_config){.rx_queues = 1, .tx_queues = 1, .mtu = 1500},
		fixture.pool));
	vdevs_ok(prt_port_start(port));
	assert_int_equal(is_link_up(port), 1);
	lo_up(false);
	assert_int_equal(is_link_up(port), 0);
	lo_up(true);
	assert_int_equal(is_link_up(port), 1);
	vdevs_ok(prt_port_close(port));
	assert_int_equal(setns(home, CLONE_NEWNET), 0);
	close(home);
}

static void should_name_limit_when_pool_cannot_be_made(void **state) {
	uint64_t pool = 0;

	vdevs_refused(prt_pool_create("p", 0, 0, 2176, -1, &pool), EINVAL, "mbufs=0");
	vdevs_refused(prt_pool_create("p", 100, 90, 2176, -1, &pool), EINVAL, "cache=90, limit=66");
	vdevs_refused(prt_pool_create("p", 100, 0, 128, -1, &pool), EINVAL, "data_room=128");
	vdevs_refused(prt_pool_create("p", 10000000, 0, 2176, -1, &pool), ENOMEM, "mbufs=10000000");
	vdevs_refused(prt_pool_create("ports", 100, 0, 2176, -1, &pool), EEXIST, "name=ports");
	assert_int_equal(pool, 0);
	assert_int_equal(prt_pool_available(fixture.pool), POOL_MBUFS);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_describe_port_when_attached),
		cmocka_unit_test(should_refuse_attach_when_attached_before),
		cmocka_unit_test(should_name_interface_when_it_does_not_exist),
		cmocka_unit_test(should_name_device_when_pci_address_does_not_exist),
		cmocka_unit_test(should_give_dpdk_words_when_driver_refuses),
		cmocka_unit_test(should_say_what_a_device_is_when_name_is_none),
		cmocka_unit_test(should_attach_again_when_closed),
		cmocka_unit_test(should_name_key_value_and_limit_when_beyond_it),
		cmocka_unit_test(should_name_offloads_when_not_offered),
		cmocka_unit_test(should_refuse_configuration_when_started_or_unknown),
		cmocka_unit_test(should_read_link_and_counts_when_started),
		cmocka_unit_test(should_follow_interface_when_it_goes_down_and_up),
		cmocka_unit_test(should_name_limit_when_pool_cannot_be_made),
	};

	return cmocka_run_group_tests_name("port", tests, set_up, tear_down);
}
