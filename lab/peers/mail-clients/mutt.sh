# mutt adds its signature itself, and quotes what is answered; the editor only writes the message above
mkdir -p "$WORK/mutt/new" ; sed '/^-- $/d' "$HERE/ending.txt" > "$WORK/mutt/signature"
{ echo 'From ana@client.example Tue Mar  3 10:20:00 2026'; cat "$HERE/asked.eml"; echo; } > "$WORK/mutt/box"
cat > "$WORK/mutt/editor" <<'S'
#!/bin/sh
cat "$HERE/message.txt" > "$1.new"; echo >> "$1.new"; cat "$1" >> "$1.new"; mv "$1.new" "$1"
S
chmod +x "$WORK/mutt/editor"
cat > "$WORK/mutt/rc" <<S
set from="luis@bank.example" realname="Luis Gestor" hostname="bank.example" use_envelope_from=no
set smtp_url="smtp://127.0.0.1:$PORT/" ssl_starttls=no ssl_force_tls=no signature="$WORK/mutt/signature" sig_on_top=yes
set folder="$WORK/mutt" postponed="$WORK/mutt/postponed"
set editor="$WORK/mutt/editor" record="" autoedit=yes fast_reply=yes include=yes confirmappend=no header_cache=""
set send_charset="utf-8" charset="utf-8" copy=no abort_nosubject=no abort_unmodified=no move=no wait_key=no quit=yes
S
export TERM=xterm LC_ALL=C.UTF-8
mutt_send() { # NAME, KEYS, ARGUMENTS
  name=$1 keys=$2; shift 2
  sleep 20 | timeout 20 script -qec "mutt -F $WORK/mutt/rc -n -e 'push $keys' $*" "$WORK/mutt/screen" > /dev/null 2>&1 &
  pids+=($!)
  keep "$name"
}
mutt_send mutt-new '<mail>34600111222@sms.bank.example<enter>Cita<enter><send-message><quit>' -f "$WORK/mutt/box"
mutt_send mutt-reply '<reply><send-message><quit>' -f "$WORK/mutt/box"
