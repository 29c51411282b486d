// Talking to the servers: JSON over HTTP, and server-sent events.

// Refused is an answer {"ok":false}, an HTTP error or no answer at all.
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

// getJSON, postJSON and deleteJSON resolve to the decoded answer or reject with Refused.
export function getJSON(url) {
  return call(url, { headers: { Accept: "application/json" } });
}

export function postJSON(url, body) {
  return call(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });
}

export function deleteJSON(url) {
  return call(url, { method: "DELETE" });
}

async function call(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused("The server does not answer.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) {
    throw new Refused(answer.error || `The server answered ${response.status}.`, response.status);
  }
  return answer;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

// Feed keeps a stream of server-sent events open. On every (re)connection it
// calls open(), so that the reader can load what it missed; then each event
// goes to event(data). down() tells that the stream broke; it is tried again
// with growing pauses until close().
export class Feed {
  #source = null;
  #timer = 0;
  #wait = FIRST_WAIT;

  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    this.#connect();
  }

  #connect() {
    const source = new EventSource(this.url);
    this.#source = source;
    source.onopen = () => {
      this.#wait = FIRST_WAIT;
      this.handlers.open();
    };
    source.onmessage = ({ data }) => this.#read(data);
    source.onerror = () => {
      source.close();
      this.handlers.down();
      this.#timer = setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    };
  }

  #read(data) {
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    this.handlers.event(event);
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}
