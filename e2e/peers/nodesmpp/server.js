// node-smpp as SMSC: node server.js PASSWORD. It listens on a free port of loopback, takes every submit_sm and
// sends its receipt, and obeys {"do":"deliver",source,destination,text} and {"do":"enquire"}. Its ids are hexadecimal in the
// answer and decimal in the receipt, as with many SMSCs.
'use strict';

const smpp = require('smpp');
const { say, obey, parts, describe } = require('./wire.js');

const [password] = process.argv.slice(2);
let lastID = 0xbeef;
let reference = 0;
let receiver = null;

function bind(session, pdu) {
  if (pdu.password !== password) {
    say('refused', { id: pdu.system_id });
    session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
    return;
  }
  session.send(pdu.response({ system_id: 'node-smpp' }), () => say('bound', { id: pdu.system_id, as: pdu.command }));
  if (pdu.command !== 'bind_transmitter') receiver = session;
}

function receipt(submitted, id) {
  receiver.deliver_sm({
    esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    source_addr_ton: 1, source_addr_npi: 1, source_addr: submitted.destination_addr,
    destination_addr: submitted.source_addr,
    short_message: `id:${String(id).padStart(10, '0')} sub:001 dlvrd:001 submit date:2603021000 done date:2603021001 ` +
      'stat:DELIVRD err:000 text:',
  }, (pdu) => say('acknowledged', { status: pdu.command_status, receipt: true }));
}

const server = smpp.createServer((session) => {
  for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
    session.on(kind, (pdu) => bind(session, pdu));
  }
  session.on('submit_sm', (pdu) => {
    const id = ++lastID;
    say('submit_sm', { id: id.toString(16), ...describe(pdu) });
    session.send(pdu.response({ message_id: id.toString(16) }));
    if (pdu.registered_delivery & 1) receipt(pdu, id);
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    say('unbind');
    session.send(pdu.response(), () => session.close());
  });
  session.on('unknown', (pdu) => say('unknown', { id: pdu.command_id }));
  session.on('error', (error) => say('error', { text: String(error) }));
});

server.listen(0, '127.0.0.1', () => say('listening', { port: server.address().port }));

obey({
  deliver({ source, destination, text }) {
    reference = (reference + 1) % 256;
    for (const short_message of parts(text, reference)) {
      receiver.deliver_sm({
        source_addr_ton: 1, source_addr_npi: 1, source_addr: source,
        dest_addr_ton: 3, destination_addr: destination, short_message,
      }, (pdu) => say('acknowledged', { status: pdu.command_status, receipt: false }));
    }
  },
  enquire() {
    receiver.enquire_link((pdu) => say('alive', { status: pdu.command_status }));
  },
});
