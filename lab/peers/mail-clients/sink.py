"""Takes mail over SMTP on a free port of loopback; writes each as a file. Arguments: file for the port, folder for mails."""
import os
import socketserver
import sys

FOLDER = sys.argv[2]
os.makedirs(FOLDER, exist_ok=True)
COUNT = 0


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        global COUNT
        self.say("220 sms.bank.example ESMTP")
        while True:
            try:
                line = self.rfile.readline()
            except ConnectionError:
                return
            verb = line[:4].upper()
            if not line or verb == b"QUIT":
                self.say("221 2.0.0 bye")
                return
            if verb == b"EHLO":
                self.say("250-sms.bank.example")
                self.say("250-8BITMIME")
                self.say("250 SMTPUTF8")
            elif verb == b"DATA":
                self.say("354 go on")
                mail = b""
                while True:
                    part = self.rfile.readline()
                    if part in (b".\r\n", b""):
                        break
                    mail += part[1:] if part.startswith(b"..") else part
                COUNT += 1
                name = os.path.join(FOLDER, "%03d" % COUNT)
                with open(name + ".part", "wb") as file:
                    file.write(mail)
                os.rename(name + ".part", name + ".eml")
                self.say("250 2.0.0 taken")
            else:
                self.say("250 2.0.0 ok")


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
    server.daemon_threads = True
    with open(sys.argv[1], "w") as port:
        port.write(str(server.server_address[1]))
    server.serve_forever()
