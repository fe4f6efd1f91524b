#!/usr/bin/env bash
# The directory suites against real servers: Samba as Active Directory, and OpenLDAP. Prints each claim that held. As root
# on Debian, which has the packages; elsewhere it says what is missing and is not run.
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in samba samba-tool slapd openssl; do
  PATH=$PATH:/usr/sbin command -v $tool >/dev/null || { echo "directory peers not run: there is no $tool here"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "directory peers not run: a domain controller listens on 389, and needs root"; exit 0; }
export PATH=$PATH:/usr/sbin
reports=directory-sync/target/surefire-reports
rm -f "$reports"/TEST-*.Peer*Test.xml
./mvnw -B -ntp -q -pl directory-sync -am test -Drecado.peers=true "$@" \
  -Dtest='Peer*Test' -Dsurefire.failIfNoSpecifiedTests=false

for suite in OpenLdap Samba; do
  report=$(echo "$reports"/TEST-*.Peer${suite}Test.xml)
  [ -s "$report" ] || { echo "the suite against $suite left no report: it was not run"; exit 1; }
  sed -n "s/.*<testcase name=\"\([^\"]*\)\".* time=\"\([^\"]*\)\".*/  $suite \1 held, \2 s/p" "$report"
done
