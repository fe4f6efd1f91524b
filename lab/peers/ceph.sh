#!/usr/bin/env bash
# The cold tier and the published checkpoints against object storage that enforces locks: one Ceph monitor, one OSD and
# one RADOS gateway on loopback, made for this run. As root on Debian, which has the packages; elsewhere it says what is
# missing and is not run. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin

for tool in ceph-mon ceph-osd ceph ceph-authtool monmaptool radosgw radosgw-admin rados curl; do
  command -v $tool >/dev/null || { echo "object storage peer not run: there is no $tool here"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "object storage peer not run: Ceph wants to be root"; exit 0; }

mkdir -p target
dir=$(mktemp -d "$PWD/target/ceph.XXXXXX")
export CEPH_CONF=$dir/ceph.conf
pids=()
stop() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  pids=()
}
trap 'stop; rm -rf "$dir"' EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || shuf -i 20000-29999 -n 1; }

# Where a step of it fails, the monitor, the OSD and the gateway are made again from nothing.
start() {
  mon=$(free_port) http=$(free_port)
  local fsid osd
  fsid=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
  rm -rf "${dir:?}"/* && mkdir "$dir/mon" "$dir/osd" "$dir/run" && configure "$fsid" || return 1
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' &&
    ceph-authtool "$dir/keyring" --gen-key -n mon. --cap mon 'allow *' &&
    monmaptool --create --addv a "[v1:127.0.0.1:$mon]" --fsid "$fsid" "$dir/monmap" &&
    ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring" || return 1
  ceph-mon -i a -f &
  pids+=($!)
  timeout 60 ceph osd new "$osd" && ceph-osd -i 0 --mkfs --osd-uuid "$osd" || return 1
  ceph-osd -i 0 -f &
  pids+=($!)
  timeout 60 ceph osd crush add osd.0 1.0 root=default host=here || return 1
  for _ in $(seq 120); do timeout 60 ceph osd stat | grep -q '1 up' && break; sleep 0.5; done
  # before the gateway runs: both would make the zone and its pools
  timeout 120 radosgw-admin -n client.admin user create --uid=recado --display-name=recado >"$dir/user" || return 1
  radosgw -n client.admin -f --setuser root --setgroup root &
  pids+=($!)
  for _ in $(seq 240); do curl -s -o /dev/null "http://127.0.0.1:$http/" && return; sleep 0.5; done
  return 1
}
configure() {
  cat >"$CEPH_CONF" <<C
[global]
fsid = $1
# without v1 a port that is not the usual one is taken for one of the second protocol
mon host = [v1:127.0.0.1:$mon]
public network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms bind ipv6 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
run dir = $dir/run
pid file = $dir/run/\$name.pid
admin socket =
log file = $dir/\$name.log
mon data = $dir/mon
mon cluster log file = $dir/cluster.log
osd data = $dir/osd
osd objectstore = bluestore
bluestore block size = 4294967296
osd class load list = *
osd class default list = *
rgw frontends = beast endpoint=127.0.0.1:$http
rgw dns name = localhost
keyring = $dir/keyring
C
}
key() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$dir/user" | head -1; }

if ! start >"$PWD/target/ceph.log" 2>&1; then
  stop
  if ! start >"$PWD/target/ceph.log" 2>&1; then
    tail -n 40 "$PWD/target/ceph.log"
    echo "object storage peer not run: Ceph did not start here, twice"
    exit 0
  fi
fi

./mvnw -B -ntp -q -pl archive -am test "$@" -Dtest='Peer*Test' -Dsurefire.failIfNoSpecifiedTests=false \
  -Drecado.ceph="http://127.0.0.1:$http" -Drecado.ceph.access-key="$(key access_key)" \
  -Drecado.ceph.secret-key="$(key secret_key)" -Drecado.ceph.conf="$CEPH_CONF"
echo "object storage peer: $(radosgw --version | cut -d' ' -f1-3) passed"
