#!/usr/bin/env bash
# Drives real mail clients to send one and the same message, as a new mail and as a reply, and keeps what they send: the
# fixtures of ClientMailsTest. Needs swaks, mutt, node and npm, python3; for those with windows claws-mail, thunderbird,
# evolution, xvfb, openbox, xdotool, xclip, dbus-run-session.
# usage: lab/peers/mail-clients/record.sh FOLDER [CLIENT…]     clients: swaks python nodemailer mutt claws thunderbird evolution
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd); shift
clients=${*:-swaks python nodemailer mutt claws thunderbird evolution}
work=$(mktemp -d); pids=()
finish() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"; }
trap finish EXIT
export WORK=$work HERE=$here

python3 "$here/sink.py" "$work/port" "$work/mails" & pids+=($!)
until [ -s "$work/port" ]; do sleep 0.1; done
export PORT; PORT=$(cat "$work/port")

# waits for the mail that a client sends, and keeps it without what names this machine
keep() { # NAME
  for _ in $(seq 300); do
    found=$(find "$work/mails" -name '*.eml' 2>/dev/null | head -1)
    [ -n "$found" ] && { python3 "$here/neutral.py" "$found" > "$out/$1.eml"; rm "$found"; echo "$1"; return; }
    sleep 0.1
  done
  echo "$1: nothing was sent" >&2; return 1
}
for client in $clients; do
  export CLIENT=$client
  # shellcheck source=/dev/null
  . "$here/$client.sh"
done
