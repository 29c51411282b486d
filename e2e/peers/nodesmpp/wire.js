// What client.js and server.js share: lines of JSON to and from the test, and texts to and from PDUs.
'use strict';

const readline = require('node:readline');
const smpp = require('smpp');

// say writes one line for the test.
function say(event, fields) {
  process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');
}

// obey reads commands, one JSON object a line with the command's name in "do", until the test closes the input.
function obey(commands) {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  });
  lines.on('close', () => process.exit(0));
}

// parts lays a text out as short_message values. A UDH of node-smpp is one Buffer with its length octet.
function parts(text, reference) {
  const wide = smpp.encodings.detect(text) === 'UCS2';
  const [whole, limit] = wide ? [70, 67] : [160, 153];
  if (text.length <= whole) return [text];
  const total = Math.ceil(text.length / limit);
  return Array.from({ length: total }, (_, i) => ({
    udh: Buffer.from([5, 0, 3, reference, total, i + 1]),
    message: text.slice(i * limit, (i + 1) * limit),
  }));
}

// describe says what a submit_sm or deliver_sm carries. A decoded UDH is a list of elements.
function describe(pdu) {
  const { message, udh } = pdu.short_message;
  const concat = (udh || []).find((element) => element[0] === 0);
  return {
    source: pdu.source_addr,
    destination: pdu.destination_addr,
    source_ton: pdu.source_addr_ton,
    esm_class: pdu.esm_class,
    data_coding: pdu.data_coding,
    registered: pdu.registered_delivery,
    validity: pdu.validity_period ? String(pdu.validity_period) : '',
    text: pdu.message_payload ? pdu.message_payload.message : message,
    part: concat ? { reference: concat[2], total: concat[3], number: concat[4] } : null,
    receipted: pdu.receipted_message_id,
    state: pdu.message_state,
  };
}

module.exports = { say, obey, parts, describe };
