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
pids=()
stop() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  rm -rf "$dir"
}
trap stop EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || shuf -i 20000-29999 -n 1; }

mon=$(free_port) http=$(free_port) fsid=$(cat /proc/sys/kernel/random/uuid)
mkdir "$dir/mon" "$dir/osd" "$dir/run"
export CEPH_CONF=$dir/ceph.conf
cat >"$CEPH_CONF" <<C
[global]
fsid = $fsid
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
{
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
  monmaptool --create --addv a "[v1:127.0.0.1:$mon]" --fsid "$fsid" "$dir/monmap"
  ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
} >"$dir/make.log" 2>&1
ceph-mon -i a -f >"$dir/mon.out" 2>&1 &
pids+=($!)
osd=$(cat /proc/sys/kernel/random/uuid)
timeout 60 ceph osd new "$osd" >/dev/null 2>>"$dir/make.log"
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >>"$dir/make.log" 2>&1
ceph-osd -i 0 -f >"$dir/osd.out" 2>&1 &
pids+=($!)
timeout 60 ceph osd crush add osd.0 1.0 root=default host="$(hostname)" >/dev/null 2>>"$dir/make.log" || true
radosgw -n client.admin -f --setuser root --setgroup root >"$dir/rgw.out" 2>&1 &
pids+=($!)
for _ in $(seq 120); do curl -s -o /dev/null "http://127.0.0.1:$http/" && break; sleep 0.5; done
user=$(radosgw-admin -n client.admin user create --uid=recado --display-name=recado 2>>"$dir/make.log")
key() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" <<<"$user" | head -1; }

./mvnw -B -ntp -q -pl archive -am test "$@" -Dtest='Peer*Test' -Dsurefire.failIfNoSpecifiedTests=false \
  -Drecado.ceph="http://127.0.0.1:$http" -Drecado.ceph.access-key="$(key access_key)" \
  -Drecado.ceph.secret-key="$(key secret_key)" -Drecado.ceph.conf="$CEPH_CONF"
echo "object storage peer: $(radosgw --version | cut -d' ' -f1-3) passed"
