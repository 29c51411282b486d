// merged puts two lists of a phone's messages together, by their ids, oldest
// first. Of a message that is in both, that of news counts: it came later. An
// answer to a question and the events that came meanwhile so lose nothing.
export function merged(list, news) {
  const byId = new Map([...list, ...news].map((m) => [m.id, m]));
  return [...byId.values()].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}
