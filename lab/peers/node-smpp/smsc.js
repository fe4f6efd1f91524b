// An SMSC on node-smpp. Prints "ready PORT", then one JSON object for each submit_sm it takes.
// Usage: node smsc.js [CERTIFICATE KEY] ; QUIET=1 prints nothing of submits and sends no receipts (for speed).
'use strict';
const fs = require('fs');
const smpp = require('smpp');
const quiet = process.env.QUIET === '1';
const options = { host: '127.0.0.1', port: 0 };
if (process.argv.length > 3) {
  options.cert = fs.readFileSync(process.argv[2]);
  options.key = fs.readFileSync(process.argv[3]);
  options.tls = true;
}
let next = 1000;

function onSession(session) {
  session.on('error', () => {});
  for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
    session.on(kind, (pdu) => {
      const good = pdu.system_id === 'recado' && pdu.password === 'secret';
      session.send(pdu.response({ command_status: good ? 0 : smpp.ESME_RBINDFAIL, system_id: 'node' }));
    });
  }
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on('submit_sm', (pdu) => {
    const id = String(next++);
    session.send(pdu.response({ message_id: id }));
    if (quiet) return;
    const body = pdu.message_payload === undefined ? pdu.short_message : pdu.message_payload;
    console.log(JSON.stringify({
      id,
      source: pdu.source_addr,
      destination: pdu.destination_addr,
      esm_class: pdu.esm_class,
      data_coding: pdu.data_coding,
      text: typeof body.message === 'string' ? body.message : null,
      hex: Buffer.isBuffer(body.message) ? body.message.toString('hex') : null,
      udh: body.udh ? body.udh.map((element) => Buffer.from(element).toString('hex')).join('') : null,
      sar: pdu.sar_msg_ref_num === undefined ? null
        : [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum],
      validity: pdu.validity_period ? String(pdu.validity_period) : '',
    }));
    session.deliver_sm({
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      source_addr_ton: 1, source_addr_npi: 1, dest_addr_ton: 1, dest_addr_npi: 1,
      esm_class: 4,
      receipted_message_id: id,
      message_state: 2,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2705120800 done date:2705120801 stat:DELIVRD err:000 text:`,
    });
    session.deliver_sm({
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      source_addr_ton: 1, source_addr_npi: 1, dest_addr_ton: 1, dest_addr_npi: 1,
      data_coding: 8,
      short_message: 'Sí, mañana 😀',
    });
  });
}

const server = options.tls ? smpp.createServer(options, onSession) : smpp.createServer(onSession);
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
