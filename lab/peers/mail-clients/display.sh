# A screen that nobody sees, for the clients with windows; one for all of them
if [ ! -s "$WORK/display" ]; then
  Xvfb -displayfd 5 -screen 0 1200x900x24 -nolisten tcp 5> "$WORK/display" > /dev/null 2>&1 & pids+=($!)
  until [ -s "$WORK/display" ]; do sleep 0.1; done
  DISPLAY=:$(head -1 "$WORK/display") openbox > "$WORK/openbox.log" 2>&1 & pids+=($!)
fi
DISPLAY=:$(head -1 "$WORK/display"); export DISPLAY

# waits for a window and gives it the keys
window() { # TITLE
  for _ in $(seq 300); do
    found=$(xdotool search --onlyvisible --name "$1" 2> /dev/null | tail -1) || true
    [ -n "$found" ] && { xdotool windowactivate "$found" windowfocus "$found"; return; }
    sleep 0.2
  done
  echo "$CLIENT: no window \"$1\" came" >&2; return 1
}

# writes the message above what the window holds already, and sends it
write_and_send() { # THE KEYS THAT PASTE
  sleep 3
  xclip -selection clipboard "$HERE/message.txt" < /dev/null & pids+=($!)
  sleep 1; xdotool key ctrl+Home; sleep 0.5; xdotool key "$1"; sleep 2; xdotool key ctrl+Return
}
