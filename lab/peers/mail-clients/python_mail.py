"""Python's own library: plain text and HTML, quoted-printable, as its policy chooses."""
import html
import os
import smtplib
import sys
from email import message_from_binary_file, policy
from email.message import EmailMessage

here = os.environ["HERE"]
reply = sys.argv[1] == "reply"
asked = message_from_binary_file(open(here + "/asked.eml", "rb"), policy=policy.default)
text = open(here + "/message.txt", encoding="utf-8").read() + "\n" + open(here + "/ending.txt", encoding="utf-8").read()
mail = EmailMessage()
mail["From"] = "Luis Gestor <luis@bank.example>"
mail["To"] = "34600111222@sms.bank.example"
mail["Subject"] = "Re: Cita" if reply else "Cita"
quoted = asked.get_content().splitlines()
plain = text
page = "<p>" + html.escape(text).replace("\n", "<br>\n") + "</p>"
if reply:
    mail["In-Reply-To"] = asked["Message-ID"]
    plain += "\nOn Tue, 3 Mar 2026 10:20:00 +0100, Ana Cliente (SMS) wrote:\n" + "".join("> " + l + "\n" for l in quoted)
    page += '<blockquote type="cite">' + "<br>".join(map(html.escape, quoted)) + "</blockquote>"
mail.set_content(plain)
mail.add_alternative(page, subtype="html")
with smtplib.SMTP("127.0.0.1", int(os.environ["PORT"])) as smtp:
    smtp.send_message(mail)
