# swaks sends what it is given; as a reply, what people write under it by hand
swaks_send() { # NAME, BODY
  swaks --silent 3 --server "127.0.0.1:$PORT" --from luis@bank.example --to 34600111222@sms.bank.example \
    --h-From '"Luis Gestor" <luis@bank.example>' --h-Subject Cita --add-header 'Content-Type: text/plain; charset=utf-8' \
    --add-header 'MIME-Version: 1.0' --add-header 'Content-Transfer-Encoding: 8bit' --body "$2"
  keep "$1"
}
swaks_send swaks-new "$(cat "$HERE/message.txt"; echo; cat "$HERE/ending.txt")"
swaks_send swaks-reply "$(cat "$HERE/message.txt"; echo; cat "$HERE/ending.txt"; echo; echo 'El 3/3/26 a las 10:20, Ana Cliente (SMS) escribió:'; sed '1,/^$/d; s/^/> /' "$HERE/asked.eml")"
