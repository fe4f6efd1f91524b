// Everything shown is set as text, never as HTML: what clients and mails say stays what it is.
"use strict";

const STATUS = {
  0x00: "ESME_ROK", 0x0b: "ESME_RINVDSTADR", 0x14: "ESME_RMSGQFUL", 0x45: "ESME_RSUBMITFAIL", 0x58: "ESME_RTHROTTLED",
};

const $ = id => document.getElementById(id);
const seen = { texts: new Map(), mails: new Map() };
let bank;
let state = { version: 0, phones: [], mailboxes: [], wire: [], boundLinks: 0 };
let phone;
let mailbox;
let openMail;
let replyTo;

function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const time = at => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
const seconds = at => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = at => new Date(at).toLocaleDateString([], { weekday: "short", day: "numeric", month: "short" });
const short = name => name.split(" ").slice(0, 2).join(" ");
const initials = name => name.split(/\s+/).filter(Boolean).slice(0, 2).map(word => word[0].toUpperCase()).join("");

function spaced(number) {
  return number.startsWith("+34") ? number.replace(/^\+34(\d{3})(\d{3})(\d{3})$/, "+34 $1 $2 $3") : number;
}

function nameOf(number) {
  const client = bank.clients.find(one => one.number === number);
  const magic = bank.magic.find(one => one.number === number);
  return client ? client.name : magic ? magic.title : spaced(number);
}

// ---- phones

function phones() {
  const used = new Map(state.phones.map(one => [one.number, one.texts]));
  const numbers = new Set([...used.keys(), ...bank.clients.map(one => one.number)]);
  return [...numbers]
    .map(number => ({ number, name: nameOf(number), texts: used.get(number) || [] }))
    .sort((one, other) => last(other).localeCompare(last(one)) || one.name.localeCompare(other.name));
}

const last = one => one.texts.length ? one.texts[one.texts.length - 1].at : "";

function drawPhones() {
  const all = phones();
  if (!phone) phone = all[0].number;
  $("phone-list").replaceChildren(...all.map(one => {
    const unread = one.texts.filter(text => !text.fromClient).length - (seen.texts.get(one.number) || 0);
    const odd = bank.magic.some(magic => magic.number === one.number);
    return make("li", {}, make("button", {
      type: "button", title: spaced(one.number), ariaCurrent: String(one.number === phone),
      className: one.texts.length ? "" : "muted",
      onclick: () => { phone = one.number; draw(); $("sms-text").focus(); },
    },
      make("span", { className: "face" + (odd ? " odd" : one.texts.length ? " on" : "") }, odd ? "!" : one.name.startsWith("+") ? "#" : initials(one.name)),
      make("span", { className: "who" }, odd || one.name.startsWith("+") ? one.name : short(one.name)),
      unread > 0 && one.number !== phone ? make("span", { className: "badge" }, String(unread)) : ""));
  }));
  drawChat(all.find(one => one.number === phone) || { number: phone, name: nameOf(phone), texts: [] });
}

function drawChat(one) {
  seen.texts.set(one.number, one.texts.filter(text => !text.fromClient).length);
  $("phone-name").textContent = one.name;
  $("phone-number").textContent = spaced(one.number);
  const lines = [];
  let heading = "";
  for (const text of one.texts) {
    const next = day(text.at) + " · " + spaced(text.peer);
    if (next !== heading) lines.push(make("li", { className: "day" }, next));
    heading = next;
    lines.push(make("li", { className: "bubble " + (text.fromClient ? "out" : "in") }, text.text, make("time", {}, time(text.at))));
  }
  if (!lines.length) lines.push(make("li", { className: "none" }, "Nothing received yet. Write to this client from the right."));
  const chat = $("chat");
  if (chat.dataset.shows !== one.number + lines.length) {
    chat.dataset.shows = one.number + lines.length;
    chat.replaceChildren(...lines);
    chat.scrollTop = chat.scrollHeight;
  }
  const peers = [...new Set([...one.texts.map(text => text.peer).reverse(), ...bank.longNumbers])];
  fill($("sms-to"), peers.map(peer => [peer, spaced(peer)]), $("sms-to").dataset.phone === one.number);
  $("sms-to").dataset.phone = one.number;
}

function fill(select, options, keep) {
  const before = select.value;
  const shown = JSON.stringify(options);
  if (select.dataset.shown === shown && keep) return;
  select.dataset.shown = shown;
  select.replaceChildren(...options.map(([value, label]) => make("option", { value }, label)));
  if (keep && options.some(([value]) => value === before)) select.value = before;
}

// ---- mailboxes

function drawMailboxes() {
  const boxes = new Map(state.mailboxes.map(one => [one.address, one.mails]));
  const people = bank.people.filter(one => boxes.has(one.mail));
  if (!mailbox) mailbox = people[0].mail;
  if (openMail) seen.mails.set(mailbox, (seen.mails.get(mailbox) || new Set()).add(openMail));
  $("mailbox-list").replaceChildren(...people.map(one => {
    const unread = boxes.get(one.mail).filter(mail => !isRead(one.mail, mail)).length;
    return make("li", {}, make("button", {
      type: "button", title: one.mail + " · " + one.role, ariaCurrent: String(one.mail === mailbox),
      onclick: () => { mailbox = one.mail; openMail = undefined; draw(); },
    },
      make("span", { className: one.enabled ? "" : "gone" }, short(one.name)),
      unread ? make("span", { className: "badge" }, String(unread)) : ""));
  }));
  const mails = [...boxes.get(mailbox)].reverse();
  $("mail-list").replaceChildren(...mails.map(mail => make("li", {}, make("button", {
    type: "button", ariaCurrent: String(mail.place === openMail), className: isRead(mailbox, mail) ? "" : "unread",
    onclick: () => { openMail = mail.place; draw(); },
  },
    make("span", { className: "from" }, mail.from || "(no sender)"),
    make("time", { className: "small" }, time(mail.at)),
    make("span", { className: "subject" }, mail.subject || "(no subject)")))));
  drawMail(mails.find(mail => mail.place === openMail), mails.length);
}

const isRead = (address, mail) => (seen.mails.get(address) || new Set()).has(mail.place);

function drawMail(mail, count) {
  const view = $("mail-view");
  const shows = mail ? mailbox + mail.place : mailbox + "/" + Math.min(count, 1);
  if (view.dataset.shows === shows) return;
  view.dataset.shows = shows;
  if (!mail) {
    view.replaceChildren(make("p", { className: "none" }, count
      ? "Choose a mail to read it."
      : "No mail for " + mailbox + ". Clients' answers and delivery reports arrive here."));
    return;
  }
  view.replaceChildren(
    make("h4", {}, mail.subject || "(no subject)"),
    make("dl", {},
      make("dt", {}, "From"), make("dd", {}, mail.from || "(no sender)"),
      make("dt", {}, "Reply to"), make("dd", {}, mail.answerTo || "nobody"),
      make("dt", {}, "Date"), make("dd", {}, day(mail.at) + ", " + seconds(mail.at))),
    make("pre", {}, mail.text || "(no text)"),
    make("button", { type: "button", className: "primary", disabled: !mail.answerTo, onclick: () => reply(mail) }, "Reply"));
}

// ---- composer

function reply(mail) {
  const person = bank.people.find(one => one.mail === mailbox);
  signIn(person);
  replyTo = {
    "In-Reply-To": mail.messageId,
    References: (mail.references + " " + mail.messageId).trim(),
  };
  $("mail-to").value = mail.answerTo;
  $("mail-subject").value = /^(re|rv):/i.test(mail.subject) ? mail.subject : "Re: " + mail.subject;
  const quoted = mail.text.split("\n").map(line => "> " + line).join("\n");
  $("mail-text").value = "\n\nOn " + new Date(mail.at).toLocaleDateString() + " " + time(mail.at) + ", "
    + (mail.from.replace(/ <.*/, "") || mail.answerTo) + " wrote:\n" + quoted;
  $("replying").textContent = "in the same thread";
  $("replying").hidden = $("fresh").hidden = false;
  $("mail-answer").hidden = true;
  $("mail-text").focus();
  $("mail-text").setSelectionRange(0, 0);
  $("mail-text").scrollTop = 0;
}

function fresh() {
  replyTo = undefined;
  $("mail-subject").value = $("mail-text").value = "";
  $("replying").hidden = $("fresh").hidden = true;
}

function signIn(person) {
  $("mail-from").value = person.login;
  $("mail-password").value = person.password;
}

function writeTo(address, text) {
  fresh();
  $("mail-to").value = address;
  $("mail-text").value = text;
  $("mail-answer").hidden = true;
  $("mail-text").focus();
}

function drawBank() {
  $("links").replaceChildren(...bank.links.map(link => make("a", { href: link.address, target: "_blank", rel: "noopener" }, link.title)));
  fill($("mail-from"), bank.people.map(one => [one.login, one.name + " · " + one.role + (one.enabled ? "" : " (disabled)")]));
  signIn(bank.people[0]);
  $("recipients").replaceChildren(...bank.clients.flatMap(one => [
    make("option", { value: one.number + "@" + bank.smsDomain, label: one.name }),
    make("option", { value: one.login + "@" + bank.smsDomain, label: one.name + ", by name" }),
  ]));
  $("mail-to").value = bank.clients[0].number + "@" + bank.smsDomain;
  $("magic").replaceChildren(...bank.magic.map(one => make("li", {}, make("button", {
    type: "button",
    onclick: () => { phone = one.number; writeTo(one.number + "@" + bank.smsDomain, "Testing: " + one.title.toLowerCase() + "."); draw(); },
  }, make("b", {}, one.title), make("code", {}, one.number), make("span", {}, one.explanation)))));
}

function drawWire() {
  $("wire-empty").hidden = state.wire.length > 0;
  $("wire").replaceChildren(...[...state.wire].reverse().map(one => make("tr", {},
    make("td", {}, seconds(one.at)),
    make("td", {}, one.connection),
    make("td", {}, "+" + one.source + " → +" + one.destination),
    make("td", {}, one.part + " of " + one.parts),
    make("td", { className: one.commandStatus ? "bad" : "" }, STATUS[one.commandStatus] || "0x" + one.commandStatus.toString(16).padStart(8, "0")),
    make("td", {}, one.messageId || "none"))));
}

function draw() {
  drawPhones();
  drawMailboxes();
  drawWire();
  const links = state.boundLinks;
  $("link-state").textContent = links ? "gateway bound" + (links > 1 ? " × " + links : "") : "gateway not bound";
  $("link-state").className = "pill " + (links ? "good" : "bad");
}

// ---- traffic

async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return await response.json();
  } catch (e) {
    return { done: false, reply: "The lab does not answer." };
  }
}

$("sms-form").addEventListener("submit", async event => {
  event.preventDefault();
  const text = $("sms-text").value.trim();
  if (!text) return;
  $("sms-text").value = "";
  await post("/api/sms", { from: phone, to: $("sms-to").value, text });
});

$("sms-text").addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    $("sms-form").requestSubmit();
  }
});

$("mail-form").addEventListener("submit", async event => {
  event.preventDefault();
  const button = event.submitter || $("mail-form").querySelector(".primary");
  button.disabled = true;
  const answer = await post("/api/mail", {
    login: $("mail-from").value, password: $("mail-password").value, to: $("mail-to").value.trim(),
    subject: $("mail-subject").value, text: $("mail-text").value, ...replyTo,
  });
  button.disabled = false;
  $("mail-answer").textContent = answer.reply;
  $("mail-answer").className = "wide answer" + (answer.done ? "" : " bad");
  $("mail-answer").hidden = false;
  if (answer.done) {
    const number = $("mail-to").value.match(/^\+?(\d+)@/);
    if (number) phone = "+" + number[1];
    fresh();
    draw();
  }
});

$("mail-from").addEventListener("change", () => signIn(bank.people.find(one => one.login === $("mail-from").value)));
$("fresh").addEventListener("click", fresh);

const pause = ms => new Promise(done => setTimeout(done, ms));

async function follow() {
  for (;;) {
    try {
      if (!bank) {
        bank = await (await fetch("/api/bank")).json();
        drawBank();
        state = await (await fetch("/api/state")).json();
      } else {
        state = await (await fetch("/api/state?after=" + state.version)).json();
      }
      draw();
      await pause(120);
    } catch (e) {
      $("link-state").textContent = "lab not running";
      $("link-state").className = "pill bad";
      state.version = 0;
      await pause(1500);
    }
  }
}

follow();
