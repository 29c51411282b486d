// An SMSC made of node-smpp. It prints a line of JSON for its port and for each submit_sm, answers each, sends a
// receipt for it, and, when a text says "echo", sends the same words back as a text.
'use strict';
const smpp = require('smpp');

let lastId = 0;
const print = (line) => console.log(JSON.stringify(line));

const server = smpp.createServer({}, (session) => {
  session.on('error', (error) => print({ error: error.message }));
  session.on('bind_transceiver', (pdu) => {
    session.send(pdu.response(pdu.password === 'secret' ? {} : { command_status: smpp.ESME_RINVPASWD }));
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    print({ unbind: true });
    session.send(pdu.response());
    session.close();
  });
  session.on('deliver_sm_resp', (pdu) => print({ acknowledged: pdu.command_status }));
  session.on('submit_sm', (pdu) => {
    const id = (++lastId).toString(16);
    session.send(pdu.response({ message_id: id }));
    const text = pdu.short_message.message;
    const udh = pdu.short_message.udh ? pdu.short_message.udh[0].toString('hex') : '';
    print({ id, text, udh, to: pdu.destination_addr, coding: pdu.data_coding });
    session.deliver_sm({
      esm_class: 4, source_addr_ton: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
      short_message: `id:${parseInt(id, 16)} sub:001 dlvrd:001 submit date:2611211000 done date:2611211001 stat:DELIVRD err:000 text:`,
    });
    if (text.startsWith('echo')) {
      session.deliver_sm({
        source_addr_ton: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, short_message: text,
      });
      session.deliver_sm({
        source_addr_ton: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
        message_payload: { message: text },
      });
    }
  });
});

server.listen(0, '127.0.0.1', () => print({ port: server.address().port }));
