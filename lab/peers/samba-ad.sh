#!/usr/bin/env bash
# An Active Directory domain controller (Samba) on a loopback address, for the suites that run against real peers.
# Root only, since it listens on 389 and 636. Debian: samba samba-ad-dc samba-ad-provision ldb-tools openssl
#
#   samba-ad.sh make DIR ADDRESS      the domain CORP.BANK.EXAMPLE in a new folder
#   samba-ad.sh copy FROM TO ADDRESS  the same domain at another moment or address, as if restored from a backup
#   samba-ad.sh serve DIR             in the foreground until it is ended
#   samba-ad.sh another FROM TO ADDRESS    another controller of the same domain: same objects, its own count of changes
#   samba-ad.sh certify DIR ADDRESS DAYS   a server certificate that ends in so many days (0: it has ended)
#
# Administrator@corp.bank.example has the password Adm1n.Passw0rd; DIR/tls/ca.pem is whom to trust.
set -euo pipefail

settings() { # DIR ADDRESS
  cat >"$1/etc/smb.conf" <<EOF
[global]
  workgroup = CORP
  realm = CORP.BANK.EXAMPLE
  netbios name = DC1
  server role = active directory domain controller
  server services = ldap
  interfaces = $2/8
  bind interfaces only = yes
  idmap_ldb:use rfc2307 = yes
  ldap server require strong auth = no
  dns update command = /bin/true
  spn update command = /bin/true
  tls enabled = yes
  tls cafile = $1/tls/ca.pem
  tls certfile = $1/tls/server.pem
  tls keyfile = $1/tls/server.key
  private dir = $1/private
  state directory = $1/state
  cache directory = $1/cache
  lock directory = $1
  pid directory = $1/run
  binddns dir = $1/bind-dns
  ncalrpc dir = $1/run/ncalrpc
  ntp signd socket directory = $1/run/ntp
  winbindd socket directory = $1/run/winbindd
  logging = file
  log file = $1/log/log.%m
[sysvol]
  path = $1/state/sysvol
EOF
}

certify() { # DIR ADDRESS DAYS
  cd "$1/tls"
  [ -e ca.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Lab authority' -keyout ca.key -out ca.pem 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj '/CN=dc1.corp.bank.example' -keyout server.key -out server.csr 2>/dev/null
  local ends=(-days "$3")
  [ "$3" != 0 ] || ends=(-not_before 20200101000000Z -not_after 20200201000000Z)
  if [ "$3" = 0 ] && ! openssl x509 -help 2>&1 | grep -q not_before; then
    # older openssl: the authority's own database dates it
    : >index.txt; echo 01 >serial
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n' >ca.cnf
    openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in server.csr -out server.pem -notext \
      -startdate 20200101000000Z -enddate 20200201000000Z -extfile <(printf 'subjectAltName=IP:%s' "$2") 2>/dev/null
  else
    openssl x509 -req "${ends[@]}" -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem \
      -extfile <(printf 'subjectAltName=DNS:dc1.corp.bank.example,IP:%s' "$2") 2>/dev/null
  fi
  chmod 600 server.key
}

verb=${1:-}
case $verb in
make)
  mkdir -p "$2"; dir=$(cd "$2" && pwd)
  samba-tool domain provision --server-role=dc --use-rfc2307 --realm=CORP.BANK.EXAMPLE --domain=CORP --host-name=dc1 \
    --host-ip=127.0.0.1 --adminpass='Adm1n.Passw0rd' --dns-backend=SAMBA_INTERNAL --targetdir="$dir" \
    --option='interfaces=lo' --option='bind interfaces only=yes' >"$dir/provision.log" 2>&1 || { tail -5 "$dir/provision.log"; exit 1; }
  mkdir -p "$dir"/{run,log,cache,tls}
  settings "$dir" "$3"
  certify "$dir" "$3" 30
  # accounts of the suites have short passwords, and are tried often
  samba-tool domain passwordsettings set --complexity=off --min-pwd-length=4 --history-length=0 --account-lockout-threshold=10 \
    -s "$dir/etc/smb.conf" -H "$dir/private/sam.ldb" >/dev/null
  ;;
copy)
  cp -a "$2" "$3"; dir=$(cd "$3" && pwd)
  settings "$dir" "$4"
  certify "$dir" "$4" 30
  ;;
another)
  mkdir -p "$3.backup"
  samba-tool domain backup offline --targetdir="$3.backup" -s "$2/etc/smb.conf" >"$3.log" 2>&1 || { tail -5 "$3.log"; exit 1; }
  samba-tool domain backup restore --backup-file="$(echo "$3.backup"/*.tar.bz2)" --newservername=dc2 --host-ip=127.0.0.1 \
    --targetdir="$3" >>"$3.log" 2>&1 || { tail -5 "$3.log"; exit 1; }
  dir=$(cd "$3" && pwd)
  mkdir -p "$dir"/{run,log,cache,tls}
  cp -p "$2"/tls/ca.* "$dir/tls/"
  settings "$dir" "$4"
  sed -i 's/netbios name = DC1/netbios name = DC2/' "$dir/etc/smb.conf"
  certify "$dir" "$4" 30
  ;;
certify) certify "$(cd "$2" && pwd)" "$3" "$4" ;;
serve) dir=$(cd "$2" && pwd); exec samba -F -M single --debug-stdout -s "$dir/etc/smb.conf" ;;
*) sed -n 2,11p "$0"; exit 2 ;;
esac
