#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the home of the first JDK 25 or newer of JAVA_HOME, the PATH and the usual folders; exit code 1 without one.
set -u

on_path=$(command -v javac || true)
[ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/jdk* "${HOME:-/root}"/.sdkman/candidates/java/*; do
	if [ -x "$home/bin/javac" ] && [ -r "$home/release" ]; then
		version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
		if [ "${version:-0}" -ge 25 ]; then
			printf '%s\n' "$home"
			exit 0
		fi
	fi
done
exit 1
