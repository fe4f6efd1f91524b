"""Prints a recorded mail with the names of the machine it was recorded on taken out of its headers."""
import getpass
import re
import socket
import sys

mail = open(sys.argv[1], "rb").read()
head, body = mail.split(b"\r\n\r\n", 1)
for name in {socket.gethostname(), socket.getfqdn()}:
    if name and name != "localhost":
        head = head.replace(name.encode(), b"pc.bank.example")
head = re.sub(rb"(?im)^(Received|X-Originating-IP|User-Agent-Id):.*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n")[:-2]
head = re.sub(rb"(?i)^(message-id:.*@)[^>]*", rb"\g<1>pc.bank.example", head, flags=re.M)
if getpass.getuser() != "root":
    head = head.replace(getpass.getuser().encode() + b"@", b"luis@")
sys.stdout.buffer.write(head + b"\r\n\r\n" + body)
