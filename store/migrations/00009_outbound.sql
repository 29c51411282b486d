-- +goose Up
-- A claim records a message as written at once. The id of a message of one part stands with the message.
UPDATE outbound SET state = 'queued', owner = '', lease_ms = 0, sent_ms = 0 WHERE state = 'leased';
DROP INDEX outbound_open;
CREATE INDEX outbound_open ON outbound (lease_ms) WHERE state = 'written';
ALTER TABLE outbound ADD COLUMN smsc_id TEXT NOT NULL DEFAULT ''; -- normalised
CREATE UNIQUE INDEX outbound_receipt ON outbound (smsc_id, smsc) WHERE smsc_id <> '';

-- +goose Down
DROP INDEX outbound_receipt;
ALTER TABLE outbound DROP COLUMN smsc_id;
DROP INDEX outbound_open;
CREATE INDEX outbound_open ON outbound (lease_ms) WHERE state IN ('leased', 'written');
