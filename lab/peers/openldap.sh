#!/usr/bin/env bash
# An OpenLDAP server on loopback with the content synchronization operation (RFC 4533), for the suites that run against
# real peers. Debian: slapd openssl
#
#   openldap.sh make DIR [LDIF]       dc=bank,dc=example in a new folder, filled
#   openldap.sh serve DIR PORT TLS_PORT    in the foreground until it is ended
#   openldap.sh certify DIR DAYS      a server certificate for 127.0.0.1 that ends in so many days (0: it has ended)
#
# cn=admin,dc=bank,dc=example has the password secret; it is the only one without a size limit but for
# cn=recado,ou=services,dc=bank,dc=example. DIR/tls/ca.pem is whom to trust.
set -euo pipefail

certify() { # DIR DAYS
  mkdir -p "$1/tls"; cd "$1/tls"
  [ -e ca.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Lab authority' -keyout ca.key -out ca.pem 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj '/CN=ldap.bank.example' -keyout server.key -out server.csr 2>/dev/null
  local dates="-startdate $(date -u +%Y%m%d%H%M%SZ) -enddate $(date -u -d "+$2 days" +%Y%m%d%H%M%SZ)"
  [ "$2" != 0 ] || dates='-startdate 20200101000000Z -enddate 20200201000000Z'
  # by the authority's own database, for "openssl x509" dates a certificate in the past only since 3.4
  : >index.txt; openssl rand -hex 16 >serial
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' >ca.cnf
  # shellcheck disable=SC2086 # two words each
  openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in server.csr -out server.pem -notext $dates \
    -extfile <(printf 'subjectAltName=IP:127.0.0.1') 2>/dev/null
}

case ${1:-} in
make)
  mkdir -p "$2/db"; dir=$(cd "$2" && pwd)
  (certify "$dir" 30)
  cat >"$dir/slapd.conf" <<EOF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
pidfile $dir/slapd.pid
argsfile $dir/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
moduleload memberof
moduleload refint
TLSCACertificateFile $dir/tls/ca.pem
TLSCertificateFile $dir/tls/server.pem
TLSCertificateKeyFile $dir/tls/server.key
sizelimit 500
allow bind_v2
database mdb
suffix "dc=bank,dc=example"
rootdn "cn=admin,dc=bank,dc=example"
rootpw secret
directory $dir/db
maxsize 2147483648
limits dn.exact="cn=recado,ou=services,dc=bank,dc=example" size=unlimited time=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=recado,ou=services,dc=bank,dc=example" read by anonymous auth by * none
index objectClass,entryUUID,entryCSN eq
index uid,mail,member,memberUid eq
overlay syncprov
syncprov-checkpoint 100 10
syncprov-sessionlog 5000
overlay memberof
overlay refint
refint_attributes member manager
EOF
  if [ -n "${3:-}" ]; then slapadd -q -f "$dir/slapd.conf" -l "$3"; fi
  ;;
certify) (certify "$(cd "$2" && pwd)" "$3") ;;
serve) dir=$(cd "$2" && pwd); exec slapd -f "$dir/slapd.conf" -h "ldap://127.0.0.1:$3/ ldaps://127.0.0.1:$4/" -d 0 ;;
*) sed -n 2,11p "$0"; exit 2 ;;
esac
