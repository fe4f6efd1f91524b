#!/usr/bin/env bash
# A Postfix of our own on loopback: accepts everything from this machine and relays it to another port.
# Wants root and the package postfix. Nothing of it is outside the given folder. BIND_ADDRESS is where it calls from.
#
#   postfix.sh start FOLDER PORT NEXT_HOP_PORT
#   postfix.sh stop FOLDER
set -euo pipefail

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
action=$1
mkdir -p "$2"
home=$(cd "$2" && pwd)
config=$home/etc

write_master() {
  # service  type  private unpriv chroot wakeup maxproc command
  cat >"$config/master.cf" <<MASTER
127.0.0.1:$1 inet n - n - 100 smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
local     unix - n n - - local
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
MASTER
}

write_main() {
  cat >"$config/main.cf" <<MAIN
compatibility_level = 3.6
queue_directory = $home/spool
data_directory = $home/data
maillog_file = $home/maillog
maillog_file_prefixes = $home
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.bank.example
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
relay_domains = static:all
relayhost = [127.0.0.1]:$1
smtp_bind_address = ${BIND_ADDRESS:-127.0.0.1}
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
MAIN
}

case $action in
  start)
    [ $# -eq 4 ] || usage
    mkdir -p "$config" "$home/spool" "$home/data"
    chown postfix "$home/data"
    for file in postfix-files dynamicmaps.cf; do
      [ ! -e /etc/postfix/$file ] || cp /etc/postfix/$file "$config/"
    done
    write_master "$3"
    write_main "$4"
    postfix -c "$config" start
    ;;
  stop) postfix -c "$config" stop ;;
  *) usage ;;
esac
