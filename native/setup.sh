#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what building, testing and running need. Prints one line when nothing is missing.
set -eu

HUGEPAGES=512
JDK=25
PACKAGES="gcc make pkg-config libdpdk-dev dpdk dpdk-dev libpcap-dev libcmocka-dev
iproute2 iptables nftables ethtool tcpdump tshark iperf3 socat swaks libio-socket-inet6-perl curl openssl busybox
netcat-openbsd tcpreplay graphviz postfix sasl2-bin libsasl2-modules"

usage() {
	cat << TEXT
Usage: setup.sh [--check] [--no-hugepages]

Installs, by apt on Debian 12 and 13 and Ubuntu 24.04, what a machine lacks to build, test and run
porteira: DPDK and libpcap with their headers, a C compiler, Maven, a JDK $JDK where the distribution
has one, and the programs that the tests and the demo call. As root it also reserves $HUGEPAGES hugepages
of 2 MiB until the next boot, if fewer are there.

  --check          install nothing, say what is missing
  --no-hugepages   leave hugepages alone; porteira then runs without them, slower
  --help           this text

Exit codes: 0 all is there, 1 something is missing, 2 wrong usage.
Run by anybody but root it behaves as with --check.
TEXT
}

say() {
	printf 'setup: %s\n' "$*"
}

# Names of the packages that are not installed; one call for all of them.
missing_packages() {
	wanted=$PACKAGES
	command -v mvn > /dev/null || wanted="$wanted maven"
	# shellcheck disable=SC2086,SC2016 # names are split here; the braces are dpkg's
	installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2> /dev/null || true)
	for package in $wanted; do
		case "$newline$installed$newline" in
		*"${newline}installed $package$newline"*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

# Where Maven's toolchain discovery looks, too.
find_jdk() {
	"$(dirname "$0")/jdk.sh" > /dev/null
}

has_apt_jdk() {
	apt-cache policy "openjdk-$JDK-jdk-headless" 2> /dev/null | grep -q 'Candidate: [0-9]'
}

# Arguments: packages. apt talks only when it fails.
install_packages() {
	say "installing $*"
	log=$(mktemp)
	if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" > "$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		say "apt-get could not install them; its words are above" >&2
		exit 1
	fi
	rm -f "$log"
}

say_jdk_missing() {
	say "no JDK $JDK is here and ${PRETTY_NAME:-this system} offers none." \
		"Get one (https://adoptium.net has an apt repository and archives), put it under /usr/lib/jvm" \
		"or set JAVA_HOME to it, and run this again" >&2
}

# More hugepages than a small machine can spare would starve it, so at most a quarter of its memory.
set_hugepages() {
	have=$(cat /proc/sys/vm/nr_hugepages 2> /dev/null || echo 0)
	[ "$have" -ge "$HUGEPAGES" ] && return 0
	quarter=$(awk '/^MemTotal:/ { print int($2 / 4 / 2048) }' /proc/meminfo)
	want=$HUGEPAGES
	[ "$quarter" -lt "$want" ] && want=$quarter
	[ "$have" -ge "$want" ] && return 0
	changed=yes
	if echo "$want" > /proc/sys/vm/nr_hugepages 2> /dev/null; then
		say "vm.nr_hugepages: $have -> $(cat /proc/sys/vm/nr_hugepages), until the next boot"
	else
		say "vm.nr_hugepages stays $have: it cannot be set here; porteira also runs without hugepages"
	fi
}

# What root would have to do.
report() {
	if [ -n "$missing" ]; then
		say "missing: $missing" >&2
		say "run as root: $0" >&2
	fi
	if ! find_jdk; then
		if has_apt_jdk; then
			say "missing: JDK $JDK; run as root: $0" >&2
		else
			say_jdk_missing
		fi
		missing="$missing jdk"
	fi
	[ -z "$missing" ] || exit 1
	say "all there"
}

check=no
hugepages=yes
for argument in "$@"; do
	case $argument in
	--check) check=yes ;;
	--no-hugepages) hugepages=no ;;
	--help | -h)
		usage
		exit 0
		;;
	*)
		say "unknown option $argument (see --help)" >&2
		exit 2
		;;
	esac
done

newline='
'
changed=no
# shellcheck disable=SC1091
[ -r /etc/os-release ] && . /etc/os-release
if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
	say "this system has no apt. Install Maven, a JDK $JDK and what these Debian packages hold:" >&2
	say "$PACKAGES" >&2
	exit 1
fi

missing=$(missing_packages)
if [ "$check" = yes ] || [ "$(id -u)" -ne 0 ]; then
	report
	exit 0
fi

if [ -n "$missing" ] || ! find_jdk; then
	apt-get update -q > /dev/null 2>&1 || say "apt-get update failed; trying with the lists that are here" >&2
fi
if [ -n "$missing" ]; then
	# shellcheck disable=SC2086 # a list of names
	install_packages $missing
	changed=yes
fi
if ! find_jdk && has_apt_jdk; then
	install_packages "openjdk-$JDK-jdk-headless"
	changed=yes
fi
[ "$hugepages" = yes ] && set_hugepages
if ! find_jdk; then
	say_jdk_missing
	exit 1
fi
[ "$changed" = yes ] || say "all there"
