// node-smpp as ESME: node client.js PORT SYSTEM_ID PASSWORD. It binds as a transceiver, acknowledges what it is
// delivered, and obeys {"do":"submit",source,destination,text} and {"do":"unbind"}.
'use strict';

const smpp = require('smpp');
const { say, obey, parts, describe } = require('./wire.js');

const [port, system_id, password] = process.argv.slice(2);
let reference = 0;

const session = smpp.connect({ host: '127.0.0.1', port: Number(port) }, () => {
  session.bind_transceiver({ system_id, password }, (pdu) => {
    say('bound', { status: pdu.command_status, name: pdu.system_id });
  });
});

session.on('deliver_sm', (pdu) => {
  say('deliver_sm', describe(pdu));
  session.send(pdu.response());
});
session.on('enquire_link', (pdu) => session.send(pdu.response()));
session.on('unknown', (pdu) => say('unknown', { id: pdu.command_id }));
session.on('error', (error) => say('error', { text: String(error) }));
session.on('close', () => say('closed'));

obey({
  submit({ source, destination, text }) {
    reference = (reference + 1) % 256;
    for (const short_message of parts(text, reference)) {
      session.submit_sm({
        source_addr_ton: 3, source_addr: source,
        dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: destination,
        registered_delivery: 1, short_message,
      }, (pdu) => say('submitted', { status: pdu.command_status, id: pdu.message_id }));
    }
  },
  unbind() {
    session.unbind((pdu) => {
      say('unbound', { status: pdu.command_status });
      session.close();
    });
  },
});
