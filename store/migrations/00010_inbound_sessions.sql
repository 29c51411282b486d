-- +goose Up
-- What is known of the sessions over which texts came: which acknowledgements the SMSC has surely read, and the end.
CREATE TABLE inbound_session (
  session   TEXT PRIMARY KEY, -- as in inbound_seen
  proven_ms BIGINT NOT NULL DEFAULT 0, -- texts seen until then were surely acknowledged
  ended_ms  BIGINT NOT NULL DEFAULT 0, -- 0 while it lives
  noted_ms  BIGINT NOT NULL
);

-- Indexes that nothing asks any more: each text was written into them. The ids of what was seen have its age already.
DROP INDEX inbound_seen_session;
DROP INDEX inbound_seen_age;
DROP INDEX event_head;

-- +goose Down
CREATE INDEX event_head ON event (address, id) WHERE state = 'pending';
CREATE INDEX inbound_seen_age ON inbound_seen (seen_ms);
CREATE INDEX inbound_seen_session ON inbound_seen (session, seen_ms);
DROP TABLE inbound_session;
