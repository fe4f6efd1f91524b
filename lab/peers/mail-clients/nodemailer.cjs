// nodemailer: text and HTML, its own choice of encodings, a picture inside
const fs = require("fs");
const nodemailer = require("nodemailer");

const here = process.env.HERE;
const reply = process.argv[2] === "reply";
const text = fs.readFileSync(here + "/message.txt", "utf8") + "\n" + fs.readFileSync(here + "/ending.txt", "utf8");
const asked = fs.readFileSync(here + "/asked.eml", "utf8").split("\n\n").slice(1).join("\n\n");
const introduction = "El 3 mar 2026, a las 10:20, Ana Cliente (SMS) <34600111222@sms.bank.example> escribió:";
const escape = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\n/g, "<br>");
nodemailer
  .createTransport({ host: "127.0.0.1", port: Number(process.env.PORT), secure: false, ignoreTLS: true })
  .sendMail({
    from: "Luis Gestor <luis@bank.example>",
    to: "34600111222@sms.bank.example",
    subject: reply ? "Re: Cita" : "Cita",
    inReplyTo: reply ? "<asked@sms.bank.example>" : undefined,
    text: text + (reply ? `\n${introduction}\n\n${asked.replace(/^/gm, "> ")}` : ""),
    html:
      `<div>${escape(text)}</div><img src="cid:logo" alt="">` +
      (reply ? `<div>${escape(introduction)}</div><blockquote type="cite">${escape(asked)}</blockquote>` : ""),
    attachments: [{ filename: "logo.gif", cid: "logo", content: Buffer.from("R0lGODlhAQABAAAAACw=", "base64") }],
  });
