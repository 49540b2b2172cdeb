#!/bin/sh
# Installs what the build and the tests need where it is missing (Debian 12, 13), then runs make with the given targets.
#   sh tests/with-deps.sh demo      sh tests/with-deps.sh check
set -eu
cd "$(dirname "$0")/.."

packages="make gcc clang clang-tidy cppcheck pkg-config git openssh-client openssh-server libncurses-dev ncurses-term
libsqlite3-dev libgit2-dev libglib2.0-dev libjansson-dev libyaml-dev libexpat1-dev libarchive-dev libsodium-dev
libcurl4-gnutls-dev libxlsxwriter-dev libcmocka-dev libvterm-dev mandoc universal-ctags sqlite3 jq
python3 python3-yaml python3-jsonschema python3-vobject tidy openssl procps"

missing=""
for p in $packages; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $p"
done
# Another flavour of the same library does as well.
if dpkg-query -W -f '${db:Status-Status}' libcurl4-openssl-dev 2>/dev/null | grep -q '^installed$'; then
	missing=$(echo "$missing" | sed 's/ libcurl4-gnutls-dev//')
fi
if [ -n "$missing" ]; then
	root=""
	[ "$(id -u)" = 0 ] || root="sudo"
	echo "vorort: installing$missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	$root apt-get update -q >&2
	# shellcheck disable=SC2086
	$root apt-get install -y -q --no-install-recommends $missing >&2
fi
[ $# -gt 0 ] || exit 0
jobs=$(nproc 2>/dev/null || echo 2)
exec make -j"$jobs" --output-sync=none "$@"
