-- +goose Up
-- Times are unix milliseconds UTC; ids are UUIDv7 made in Go; JSON stands in TEXT. One text for SQLite and PostgreSQL.

CREATE TABLE contact (
  address      TEXT PRIMARY KEY,
  first_name   TEXT NOT NULL DEFAULT '',
  last_name    TEXT NOT NULL DEFAULT '',
  email        TEXT NOT NULL DEFAULT '',
  language     TEXT NOT NULL DEFAULT '',
  country      TEXT NOT NULL DEFAULT '',
  suppressed   TEXT NOT NULL DEFAULT '', -- '' or the reason why nothing at all is sent
  state        TEXT NOT NULL DEFAULT '', -- JSON of conversations.State
  smsc         TEXT NOT NULL DEFAULT '', -- over which the last text came
  recipient    TEXT NOT NULL DEFAULT '', -- the number the last text went to
  created_ms   BIGINT NOT NULL,
  updated_ms   BIGINT NOT NULL
);

CREATE TABLE contact_tag (
  address TEXT NOT NULL,
  tag     TEXT NOT NULL,
  PRIMARY KEY (address, tag)
);
CREATE INDEX contact_tag_tag ON contact_tag (tag, address);

-- The ledger of consent, append-only.
CREATE TABLE consent (
  id         TEXT PRIMARY KEY,
  address    TEXT NOT NULL,
  channel    TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  action     TEXT NOT NULL, -- asked, granted, revoked
  source     TEXT NOT NULL,
  shown      TEXT NOT NULL DEFAULT '',
  shown_hash TEXT NOT NULL DEFAULT '',
  actor      TEXT NOT NULL DEFAULT '',
  ip         TEXT NOT NULL DEFAULT '',
  user_agent TEXT NOT NULL DEFAULT '',
  evidence   TEXT NOT NULL DEFAULT '', -- id of the event or message that proves it
  at_ms      BIGINT NOT NULL
);
CREATE INDEX consent_address ON consent (address, at_ms);

-- What the ledger amounts to today, kept with it in the same transaction; the gate reads this.
CREATE TABLE consent_state (
  address   TEXT NOT NULL,
  channel   TEXT NOT NULL,
  purpose   TEXT NOT NULL,
  status    TEXT NOT NULL, -- pending, granted, revoked
  since_ms  BIGINT NOT NULL,
  used_ms   BIGINT NOT NULL DEFAULT 0,
  asked_ms  BIGINT NOT NULL DEFAULT 0,
  asked     BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (address, channel, purpose)
);

-- Whatever touches a contact waits here, in the order of its id.
CREATE TABLE event (
  id         TEXT PRIMARY KEY,
  address    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  dedupe     TEXT UNIQUE,
  state      TEXT NOT NULL, -- pending, done, failed
  attempts   BIGINT NOT NULL DEFAULT 0,
  error      TEXT NOT NULL DEFAULT '',
  intent     TEXT NOT NULL DEFAULT '',
  language   TEXT NOT NULL DEFAULT '',
  confidence DOUBLE PRECISION NOT NULL DEFAULT 0,
  why        TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL,
  done_ms    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX event_pending ON event (id) WHERE state = 'pending';
CREATE INDEX event_head ON event (address, id) WHERE state = 'pending';
CREATE INDEX event_address ON event (address, created_ms);

-- Parts of long inbound texts until they are joined.
CREATE TABLE inbound_part (
  smsc        TEXT NOT NULL,
  sender      TEXT NOT NULL,
  recipient   TEXT NOT NULL,
  reference   BIGINT NOT NULL, -- 16-bit references are stored plus 65536
  total       BIGINT NOT NULL,
  number      BIGINT NOT NULL,
  body        TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (smsc, sender, recipient, reference, total, number)
);
CREATE INDEX inbound_part_received ON inbound_part (received_ms);

-- What came in of late, so that a redelivery after a broken link is recognised.
CREATE TABLE inbound_seen (
  id          TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  session     TEXT NOT NULL,
  seen_ms     BIGINT NOT NULL
);
CREATE INDEX inbound_seen_fingerprint ON inbound_seen (fingerprint);
CREATE INDEX inbound_seen_session ON inbound_seen (session, seen_ms);
CREATE INDEX inbound_seen_age ON inbound_seen (seen_ms);

-- What could not be decoded, as it came.
CREATE TABLE quarantine (
  id          TEXT PRIMARY KEY,
  smsc        TEXT NOT NULL,
  sender      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  raw         TEXT NOT NULL, -- hex
  received_ms BIGINT NOT NULL
);

CREATE TABLE outbound (
  id            TEXT PRIMARY KEY,
  address       TEXT NOT NULL,
  sender        TEXT NOT NULL DEFAULT '',
  smsc          TEXT NOT NULL DEFAULT '',
  class         TEXT NOT NULL,
  purpose       TEXT NOT NULL DEFAULT '',
  lane          BIGINT NOT NULL,
  body          TEXT NOT NULL,
  state         TEXT NOT NULL,
  reason        TEXT NOT NULL DEFAULT '',
  why           TEXT NOT NULL DEFAULT '',
  cause         TEXT NOT NULL DEFAULT '',
  campaign_id   TEXT NOT NULL DEFAULT '',
  slack_channel TEXT NOT NULL DEFAULT '',
  slack_ts      TEXT NOT NULL DEFAULT '',
  dedupe        TEXT UNIQUE,
  due_ms        BIGINT NOT NULL,
  deadline_ms   BIGINT NOT NULL DEFAULT 0,
  owner         TEXT NOT NULL DEFAULT '',
  lease_ms      BIGINT NOT NULL DEFAULT 0, -- the number of the claim that got it, 0 for none
  attempts      BIGINT NOT NULL DEFAULT 0,
  unanswered    BIGINT NOT NULL DEFAULT 0, -- attempts of which no answer was seen
  parts         BIGINT NOT NULL DEFAULT 0,
  smsc_status   BIGINT NOT NULL DEFAULT 0,
  smsc_error    TEXT NOT NULL DEFAULT '',
  created_ms    BIGINT NOT NULL,
  written_ms    BIGINT NOT NULL DEFAULT 0,
  sent_ms       BIGINT NOT NULL DEFAULT 0, -- of marketing already when leased: it counts for the frequency cap from then on
  final_ms      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX outbound_due ON outbound (lane, due_ms, id) WHERE state = 'queued';
CREATE INDEX outbound_open ON outbound (lease_ms) WHERE state IN ('leased', 'written');
CREATE INDEX outbound_campaign ON outbound (campaign_id) WHERE campaign_id <> '';
CREATE INDEX outbound_address ON outbound (address, created_ms);
CREATE INDEX outbound_marketing ON outbound (address) WHERE class = 'marketing' AND sent_ms > 0;

-- Which outbound message an SMSC's message id stands for.
CREATE TABLE outbound_part (
  smsc        TEXT NOT NULL,
  smsc_id     TEXT NOT NULL, -- normalised
  outbound_id TEXT NOT NULL,
  number      BIGINT NOT NULL,
  state       TEXT NOT NULL DEFAULT '',
  at_ms       BIGINT NOT NULL,
  PRIMARY KEY (smsc, smsc_id)
);
CREATE INDEX outbound_part_outbound ON outbound_part (outbound_id);

-- Receipts that came before the answer they belong to, or that match nothing: a row for each way to read their id.
CREATE TABLE receipt_orphan (
  receipt     TEXT NOT NULL,
  smsc        TEXT NOT NULL,
  smsc_id     TEXT NOT NULL, -- normalised
  rank        BIGINT NOT NULL, -- 0 is the best way to read it
  state       TEXT NOT NULL,
  error_code  TEXT NOT NULL DEFAULT '',
  sender      TEXT NOT NULL DEFAULT '',
  recipient   TEXT NOT NULL DEFAULT '',
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (receipt, smsc_id)
);
CREATE INDEX receipt_orphan_id ON receipt_orphan (smsc, smsc_id);
CREATE INDEX receipt_orphan_received ON receipt_orphan (received_ms);

-- An open question of a customer, as people see it: one thread in Slack.
CREATE TABLE conversation (
  id         TEXT PRIMARY KEY,
  address    TEXT NOT NULL,
  status     TEXT NOT NULL, -- open, claimed, closed
  owner      TEXT NOT NULL DEFAULT '', -- Slack user id
  owner_name TEXT NOT NULL DEFAULT '',
  reason     TEXT NOT NULL,
  quote      TEXT NOT NULL,
  intent     TEXT NOT NULL DEFAULT '',
  confidence DOUBLE PRECISION NOT NULL DEFAULT 0,
  order_number TEXT NOT NULL DEFAULT '',
  locked     BOOLEAN NOT NULL DEFAULT FALSE, -- the customer opted out
  replies    BIGINT NOT NULL DEFAULT 0,
  version    BIGINT NOT NULL DEFAULT 1,
  opened_ms  BIGINT NOT NULL,
  claimed_ms BIGINT NOT NULL DEFAULT 0,
  closed_ms  BIGINT NOT NULL DEFAULT 0,
  active_ms  BIGINT NOT NULL DEFAULT 0 -- when people last did something in it
);
CREATE INDEX conversation_address ON conversation (address, opened_ms);
CREATE INDEX conversation_open ON conversation (opened_ms) WHERE status <> 'closed';

CREATE TABLE timer (
  id           TEXT PRIMARY KEY,
  address      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  conversation TEXT NOT NULL DEFAULT '',
  step         BIGINT NOT NULL DEFAULT 0,
  due_ms       BIGINT NOT NULL
);
CREATE INDEX timer_due ON timer (due_ms);
CREATE INDEX timer_address ON timer (address);

CREATE TABLE survey_answer (
  id           TEXT PRIMARY KEY,
  survey       TEXT NOT NULL,
  address      TEXT NOT NULL,
  order_number TEXT NOT NULL DEFAULT '',
  score        BIGINT NOT NULL,
  comment      TEXT NOT NULL DEFAULT '',
  coupon       TEXT NOT NULL DEFAULT '',
  asked_ms     BIGINT NOT NULL,
  answered_ms  BIGINT NOT NULL,
  UNIQUE (survey, address, order_number)
);
CREATE INDEX survey_answer_survey ON survey_answer (survey, answered_ms);

-- Whom a survey was sent to, once for each order.
CREATE TABLE survey_invitation (
  survey       TEXT NOT NULL,
  address      TEXT NOT NULL,
  order_number TEXT NOT NULL,
  invited_ms   BIGINT NOT NULL,
  PRIMARY KEY (survey, address, order_number)
);

CREATE TABLE coupon (
  pool        TEXT NOT NULL,
  code        TEXT NOT NULL,
  address     TEXT NOT NULL DEFAULT '',
  assigned_ms BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (pool, code)
);
CREATE INDEX coupon_free ON coupon (pool, code) WHERE assigned_ms = 0;

CREATE TABLE contest_entry (
  contest    TEXT NOT NULL,
  address    TEXT NOT NULL,
  answer     TEXT NOT NULL DEFAULT '',
  event_id   TEXT NOT NULL,
  entered_ms BIGINT NOT NULL,
  PRIMARY KEY (contest, address)
);
CREATE INDEX contest_entry_address ON contest_entry (address);

-- Whose data was erased, so that nothing is sent to them when their number comes in again: only a salted hash.
CREATE TABLE erased (
  hash      TEXT PRIMARY KEY,
  erased_ms BIGINT NOT NULL
);

CREATE TABLE campaign (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  state         TEXT NOT NULL,
  content       TEXT NOT NULL, -- JSON: texts, audience, purpose, times
  hash          TEXT NOT NULL, -- of content, what an approval is bound to
  author        TEXT NOT NULL,
  editor        TEXT NOT NULL,
  approver      TEXT NOT NULL DEFAULT '',
  approved_hash TEXT NOT NULL DEFAULT '',
  reason        TEXT NOT NULL DEFAULT '', -- of a rejection or a failure
  recipients    BIGINT NOT NULL DEFAULT 0,
  version       BIGINT NOT NULL DEFAULT 1,
  created_ms    BIGINT NOT NULL,
  updated_ms    BIGINT NOT NULL,
  started_ms    BIGINT NOT NULL DEFAULT 0,
  frozen_to     TEXT NOT NULL DEFAULT '', -- the last address whose audience was frozen
  frozen_ms     BIGINT NOT NULL DEFAULT 0, -- when all of it was
  done_ms       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX campaign_state ON campaign (state, updated_ms);

CREATE TABLE campaign_recipient (
  campaign_id TEXT NOT NULL,
  address     TEXT NOT NULL,
  state       TEXT NOT NULL, -- waiting, queued, skipped; what became of a queued one stands in outbound
  reason      TEXT NOT NULL DEFAULT '',
  outbound_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (campaign_id, address)
);
CREATE INDEX campaign_recipient_waiting ON campaign_recipient (campaign_id, address) WHERE state = 'waiting';

CREATE TABLE shop_order (
  source          TEXT NOT NULL,
  number          TEXT NOT NULL,
  address         TEXT NOT NULL DEFAULT '',
  state           TEXT NOT NULL,
  state_ms        BIGINT NOT NULL, -- when the shop says the state began
  first_name      TEXT NOT NULL DEFAULT '',
  language        TEXT NOT NULL DEFAULT '',
  country         TEXT NOT NULL DEFAULT '',
  total           TEXT NOT NULL DEFAULT '',
  currency        TEXT NOT NULL DEFAULT '',
  carrier         TEXT NOT NULL DEFAULT '',
  tracking_number TEXT NOT NULL DEFAULT '',
  tracking_url    TEXT NOT NULL DEFAULT '',
  tracking_link   TEXT NOT NULL DEFAULT '', -- the short link to tracking_url
  expected        TEXT NOT NULL DEFAULT '', -- day of delivery, YYYY-MM-DD
  items           TEXT NOT NULL DEFAULT '[]',
  ordered_ms      BIGINT NOT NULL DEFAULT 0,
  shipped_ms      BIGINT NOT NULL DEFAULT 0,
  delivered_ms    BIGINT NOT NULL DEFAULT 0,
  updated_ms      BIGINT NOT NULL,
  PRIMARY KEY (source, number)
);
CREATE INDEX shop_order_address ON shop_order (address, updated_ms);
CREATE INDEX shop_order_number ON shop_order (number);
CREATE INDEX shop_order_delivered ON shop_order (delivered_ms) WHERE delivered_ms > 0;

-- Every webhook as it came, once.
CREATE TABLE hook (
  source      TEXT NOT NULL,
  id          TEXT NOT NULL,
  event       TEXT NOT NULL,
  body        TEXT NOT NULL,
  state       TEXT NOT NULL, -- pending, done, failed
  error       TEXT NOT NULL DEFAULT '',
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (source, id)
);
CREATE INDEX hook_pending ON hook (received_ms) WHERE state = 'pending';

CREATE TABLE product (
  source TEXT NOT NULL,
  sku    TEXT NOT NULL,
  name   TEXT NOT NULL,
  price  TEXT NOT NULL DEFAULT '',
  stock  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (source, sku)
);

CREATE TABLE link (
  code        TEXT PRIMARY KEY,
  target      TEXT NOT NULL,
  address     TEXT NOT NULL DEFAULT '',
  campaign_id TEXT NOT NULL DEFAULT '',
  cause       TEXT NOT NULL DEFAULT '',
  created_ms  BIGINT NOT NULL,
  expires_ms  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX link_campaign ON link (campaign_id) WHERE campaign_id <> '';

CREATE TABLE click (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL,
  user_agent TEXT NOT NULL DEFAULT '',
  at_ms      BIGINT NOT NULL
);
CREATE INDEX click_code ON click (code);

-- The durable queue of what is to be shown in Slack.
CREATE TABLE slack_post (
  id         TEXT PRIMARY KEY,
  channel    TEXT NOT NULL,            -- 'inbox', 'campaign', or a Slack channel id
  card       TEXT NOT NULL DEFAULT '', -- the card it is, or in whose thread it goes: 'conversation:ID', 'campaign:ID'
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL DEFAULT '',
  latest     TEXT UNIQUE,              -- of posts with one key only the last matters: a waiting one is replaced
  revision   BIGINT NOT NULL DEFAULT 1,-- counts replacements, so that one made while the post was under way is seen
  state      TEXT NOT NULL,            -- pending, sending, sent, uncertain, failed
  attempts   BIGINT NOT NULL DEFAULT 0,
  error      TEXT NOT NULL DEFAULT '',
  ts         TEXT NOT NULL DEFAULT '',
  next_ms    BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX slack_post_open ON slack_post (channel, id) WHERE state IN ('pending', 'sending', 'uncertain');

-- Where the card of a conversation or a campaign stands.
CREATE TABLE slack_card (
  card       TEXT PRIMARY KEY,
  channel    TEXT NOT NULL,
  ts         TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX slack_card_ts ON slack_card (channel, ts);

-- What Slack sent, kept before it is acknowledged, once.
CREATE TABLE slack_event (
  id         TEXT PRIMARY KEY,
  dedupe     TEXT NOT NULL UNIQUE,
  lane       TEXT NOT NULL, -- events of one lane are handled in order
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  state      TEXT NOT NULL, -- pending, done, failed
  attempts   BIGINT NOT NULL DEFAULT 0,
  error      TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL
);
CREATE INDEX slack_event_pending ON slack_event (id) WHERE state = 'pending';

CREATE TABLE audit (
  id     TEXT PRIMARY KEY,
  actor  TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  at_ms  BIGINT NOT NULL
);
CREATE INDEX audit_object ON audit (object, at_ms);

-- When schedules ran: a row for each run, and one for the moment since when the schedule is known.
CREATE TABLE schedule_run (
  name   TEXT NOT NULL,
  due_ms BIGINT NOT NULL,
  state  TEXT NOT NULL, -- watched, running, done, skipped
  detail TEXT NOT NULL DEFAULT '',
  at_ms  BIGINT NOT NULL, -- when it got into its state
  PRIMARY KEY (name, due_ms)
);
CREATE INDEX schedule_run_open ON schedule_run (name, due_ms) WHERE state = 'running';

CREATE TABLE lease (
  name     TEXT PRIMARY KEY,
  owner    TEXT NOT NULL,
  until_ms BIGINT NOT NULL
);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- +goose Down
DROP TABLE setting; DROP TABLE lease; DROP TABLE schedule_run; DROP TABLE audit; DROP TABLE slack_event; DROP TABLE slack_card; DROP TABLE slack_post;
DROP TABLE click; DROP TABLE link; DROP TABLE product; DROP TABLE hook; DROP TABLE shop_order; DROP TABLE campaign_recipient; DROP TABLE campaign;
DROP TABLE erased; DROP TABLE contest_entry; DROP TABLE coupon; DROP TABLE survey_invitation; DROP TABLE survey_answer; DROP TABLE timer; DROP TABLE conversation;
DROP TABLE receipt_orphan; DROP TABLE outbound_part; DROP TABLE outbound; DROP TABLE quarantine; DROP TABLE inbound_seen; DROP TABLE inbound_part; DROP TABLE event;
DROP TABLE consent_state; DROP TABLE consent; DROP TABLE contact_tag; DROP TABLE contact;
