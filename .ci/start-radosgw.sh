#!/bin/sh
# A real S3 server for the tests: Ceph's gateway with everything it needs, from Debian's packages, in a directory of its
# own and in memory. Prints the variables that the tests read, ready for `eval`; the last one is the command that stops
# it again. Needs root only where the packages are not installed yet.
#
#   eval "$(.ci/start-radosgw.sh)" && npm test; eval "$WABX_TEST_S3_STOP"
set -eu

say() { echo "start-radosgw: $*" >&2; }

missing=
for program in radosgw radosgw-admin ceph-mon ceph-osd ceph monmaptool ceph-authtool; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if [ -n "$missing" ]; then
  say "installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get update
    apt-get install --yes --no-install-recommends radosgw ceph-mon ceph-osd ceph-common
  } >&2 || { say "cannot install them; install the packages radosgw, ceph-mon, ceph-osd and ceph-common"; exit 1; }
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/wabx-radosgw.XXXXXX")
chmod 700 "$dir"
mkdir "$dir/mon" "$dir/osd" "$dir/run"
export CEPH_CONF="$dir/ceph.conf"

free_port() {
  node -e "const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
}
mon_v2=$(free_port)
mon_v1=$(free_port)
http=$(free_port)
fsid=$(cat /proc/sys/kernel/random/uuid)
osd_uuid=$(cat /proc/sys/kernel/random/uuid)
access_key=wabxtest$$
secret_key=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')

# Gateway first: one whose monitor is gone does not end on SIGTERM.
cat >"$dir/stop.sh" <<STOP
#!/bin/sh
for part in rgw osd mon; do
  [ -f "$dir/\$part.pid" ] || continue
  pid=\$(cat "$dir/\$part.pid")
  kill "\$pid" 2>/dev/null || continue
  tries=0
  while kill -0 "\$pid" 2>/dev/null && [ \$tries -lt 50 ]; do sleep 0.1; tries=\$((tries + 1)); done
  kill -9 "\$pid" 2>/dev/null
done
rm -rf "$dir"
STOP
chmod 700 "$dir/stop.sh"
trap 'status=$?; if [ $status -ne 0 ]; then say "failed; last lines of the logs:"; tail -n 5 "$dir"/*.log >&2 || true; "$dir/stop.sh"; fi' EXIT

cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$mon_v2,v1:127.0.0.1:$mon_v1]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $dir/keyring
run dir = $dir/run
admin socket = $dir/run/\$name.\$pid.asok
crash dir = $dir/run
log to stderr = true
err to stderr = true
log file =
mon data = $dir/mon
mon data avail crit = 1
mon data avail warn = 1
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 2000
mon cluster log file = /dev/null
paxos propose interval = 0.05
paxos min wait = 0.02
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd crush chooseleaf type = 0
osd memory target = 1073741824
rgw frontends = beast endpoint=127.0.0.1:$http
rgw lc debug interval = 4
rgw dns name = 127.0.0.1
CONF

{
  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_v2,v1:127.0.0.1:$mon_v1]" "$dir/monmap"
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
} >"$dir/prepare.log" 2>&1

start() {
  part=$1
  shift
  "$@" >"$dir/$part.log" 2>&1 </dev/null &
  echo $! >"$dir/$part.pid"
}

start mon ceph-mon -f -i a
{
  timeout 60 ceph osd new "$osd_uuid" 0
  timeout 60 ceph-osd --mkfs -i 0 --osd-uuid "$osd_uuid"
  timeout 60 ceph osd crush add osd.0 1.0 root=default host=localhost
} >>"$dir/prepare.log" 2>&1
start osd ceph-osd -f -i 0
start rgw radosgw -n client.admin -f
timeout 60 radosgw-admin user create --uid=wabx --display-name=wabx \
  --access-key="$access_key" --secret-key="$secret_key" >>"$dir/prepare.log" 2>&1

tries=0
until node -e "fetch('http://127.0.0.1:$http/').then(r=>process.exit(r.status===200?0:1),()=>process.exit(1))"; do
  tries=$((tries + 1))
  [ $tries -lt 60 ] || { say "the gateway does not answer"; exit 1; }
  kill -0 "$(cat "$dir/rgw.pid")" 2>/dev/null || { say "the gateway has ended"; exit 1; }
  sleep 0.25
done

say "ready on port $http"
echo "export WABX_TEST_S3_ENDPOINT=http://127.0.0.1:$http"
echo "export WABX_TEST_S3_REGION=default"
echo "export WABX_TEST_S3_ACCESS_KEY=$access_key"
echo "export WABX_TEST_S3_SECRET_KEY=$secret_key"
echo "export WABX_TEST_S3_STOP=$dir/stop.sh"
