# Evolution writes HTML in its composer's own way, with the signature it keeps, and quotes below
# shellcheck source=/dev/null
. "$HERE/display.sh"
evolution_home=$WORK/evolution
sources=$evolution_home/.config/evolution/sources
mkdir -p "$sources" "$evolution_home/.config/evolution/signatures" "$evolution_home/.config/glib-2.0/settings" \
  "$evolution_home/.local/share/evolution/mail/local"/{cur,new,tmp,.Outbox/cur,.Outbox/new,.Outbox/tmp} "$evolution_home/run"
echo 'maildir++ 1' > "$evolution_home/.local/share/evolution/mail/local/..maildir++" # else it asks whether to migrate
chmod 700 "$evolution_home/run"
sed '/^-- $/d' "$HERE/ending.txt" > "$evolution_home/.config/evolution/signatures/signature"
cp "$HERE/asked.eml" "$evolution_home/.local/share/evolution/mail/local/cur/1772529600.1_0.pc:2,S"
source_file() { printf '[Data Source]\nDisplayName=Luis\nEnabled=true\nParent=%s\n\n' "$2" > "$sources/$1.source"; cat >> "$sources/$1.source"; }
source_file account '' <<'S'
[Mail Account]
BackendName=none
IdentityUid=identity
NeedsInitialSetup=false
S
source_file identity account <<'S'
[Mail Identity]
Address=luis@bank.example
Name=Luis Gestor
SignatureUid=signature

[Mail Submission]
TransportUid=transport
UseSentFolder=false

[Mail Composition]
ReplyStyle=quoted
StartBottom=false
TopSignature=true
S
source_file transport account <<S
[Mail Transport]
BackendName=smtp

[Authentication]
Host=127.0.0.1
Port=$PORT

[Security]
Method=none
S
source_file signature '' <<'S'
[Mail Signature]
MimeType=text/plain
S
cat > "$evolution_home/.config/glib-2.0/settings/keyfile" <<'S'
[org/gnome/evolution]
[org/gnome/evolution/mail]
prompt-check-if-default-mailer=false
prompt-on-empty-subject=false
prompt-on-accel-send=false
prompt-on-unwanted-html=false
composer-mode='html'
composer-send-html=true
reply-style-name='quoted'
composer-top-signature=true
S
cp -r "$evolution_home" "$evolution_home-other" # for one running program each
evolution_run() { # HOME, ARGUMENTS
  HOME=$1 XDG_RUNTIME_DIR=$1/run GSETTINGS_BACKEND=keyfile LC_ALL=C.UTF-8 \
    WEBKIT_DISABLE_COMPOSITING_MODE=1 WEBKIT_FORCE_SANDBOX=0 dbus-run-session -- evolution "${@:2}" > "$1/log" 2>&1 & pids+=($!)
}
evolution_run "$evolution_home" 'mailto:34600111222@sms.bank.example?subject=Cita'
window '^Cita$'
write_and_send ctrl+v
keep evolution-new
evolution_run "$evolution_home-other" --component=mail
window Mail; sleep 8
xdotool mousemove 78 194 click 1; sleep 4 # the folder
xdotool mousemove 345 195 click 1; sleep 2 # the mail in it
xdotool key ctrl+r
window '^Re: Cita$'
write_and_send ctrl+v
keep evolution-reply
