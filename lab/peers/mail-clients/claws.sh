# Claws Mail wraps lines at its margin, adds its signature itself, and puts it under what is quoted; its templates write the message
# shellcheck source=/dev/null
. "$HERE/display.sh"
mkdir -p "$WORK/claws/.claws-mail" "$WORK/claws/Mail"/{inbox,sent,draft,queue,trash}
sed '/^-- $/d' "$HERE/ending.txt" > "$WORK/claws/signature"
cp "$HERE/asked.eml" "$WORK/claws/Mail/inbox/1"
body=$(sed -z 's/\n$//; s/\n/\\n/g' "$HERE/message.txt")
cat > "$WORK/claws/.claws-mail/accountrc" <<S
[Account: 1]
account_name=Luis
is_default=1
name=Luis Gestor
address=luis@bank.example
protocol=6
smtp_server=127.0.0.1
set_smtpport=1
smtp_port=$PORT
auto_signature=1
signature_type=0
signature_path=$WORK/claws/signature
signature_separator=-- 
compose_with_format=1
compose_body_format=$body
reply_with_format=1
reply_body_format=$body\n\nOn %d\n%f wrote:\n\n%q
S
cat > "$WORK/claws/.claws-mail/folderlist.xml" <<'S'
<?xml version="1.0" encoding="UTF-8"?>
<folderlist><folder type="mh" name="Mail" path="Mail"><folderitem type="inbox" name="inbox" path="inbox"/><folderitem type="outbox" name="sent" path="sent"/><folderitem type="draft" name="draft" path="draft"/><folderitem type="queue" name="queue" path="queue"/><folderitem type="trash" name="trash" path="trash"/></folder></folderlist>
S
printf '[Common]\nenable_aspell=0\nsend_dialog_invisible=1\n' > "$WORK/claws/.claws-mail/clawsrc"
claws() { HOME=$WORK/claws LC_ALL=C.UTF-8 dbus-run-session -- claws-mail "$@" > "$WORK/claws.log" 2>&1 & pids+=($!); }

claws --select '#mh/Mail/inbox/1'
window "Luis - Claws"; sleep 2
xdotool mousemove --window "$found" 455 133 click 1; sleep 0.5 # the mail in the list: keys go there
xdotool key ctrl+r
window 'Compose message'; sleep 1; xdotool key ctrl+Return
keep claws-reply
claws --compose '34600111222@sms.bank.example?subject=Cita'
window 'Compose message'; sleep 1; xdotool key ctrl+Return
keep claws-new
