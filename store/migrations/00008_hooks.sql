-- +goose Up
-- Webhooks in the order they came (seq tells those of one millisecond apart), whose order they tell of, and how often
-- the database refused their work.
ALTER TABLE hook ADD COLUMN seq TEXT NOT NULL DEFAULT '';
ALTER TABLE hook ADD COLUMN order_number TEXT NOT NULL DEFAULT '';
ALTER TABLE hook ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE hook ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
DROP INDEX hook_pending;
CREATE INDEX hook_pending ON hook (received_ms, seq) WHERE state = 'pending';
CREATE INDEX hook_address ON hook (address) WHERE address <> '';
CREATE INDEX hook_order ON hook (source, order_number) WHERE order_number <> '';

-- Of older webhooks nobody knows whose they are: what was worked has told what it had to tell.
UPDATE hook SET body = '' WHERE state <> 'pending';

-- What erasure looks for.
CREATE INDEX link_address ON link (address) WHERE address <> '';
CREATE INDEX link_target ON link (target) WHERE campaign_id = '';
CREATE INDEX link_cause ON link (cause) WHERE cause <> '';
CREATE INDEX receipt_orphan_sender ON receipt_orphan (sender);
CREATE INDEX receipt_orphan_recipient ON receipt_orphan (recipient);
CREATE INDEX quarantine_sender ON quarantine (sender);
CREATE INDEX campaign_recipient_address ON campaign_recipient (address);
CREATE INDEX survey_answer_address ON survey_answer (address);
CREATE INDEX survey_invitation_address ON survey_invitation (address);
CREATE INDEX coupon_address ON coupon (address) WHERE address <> '';

-- What the status counts.
CREATE INDEX event_failed ON event (id) WHERE state = 'failed';
CREATE INDEX event_texted ON event (created_ms) WHERE kind = 'texted';
CREATE INDEX outbound_sent ON outbound (sent_ms) WHERE sent_ms > 0;
CREATE INDEX slack_post_failed ON slack_post (id) WHERE state = 'failed';
CREATE INDEX consent_revoked ON consent (at_ms, address) WHERE action = 'revoked';

-- +goose Down
DROP INDEX consent_revoked; DROP INDEX slack_post_failed; DROP INDEX outbound_sent; DROP INDEX event_texted; DROP INDEX event_failed;
DROP INDEX coupon_address; DROP INDEX survey_invitation_address; DROP INDEX survey_answer_address; DROP INDEX campaign_recipient_address;
DROP INDEX quarantine_sender; DROP INDEX receipt_orphan_recipient; DROP INDEX receipt_orphan_sender;
DROP INDEX link_cause; DROP INDEX link_target; DROP INDEX link_address;
DROP INDEX hook_order; DROP INDEX hook_address; DROP INDEX hook_pending;
CREATE INDEX hook_pending ON hook (received_ms) WHERE state = 'pending';
ALTER TABLE hook DROP COLUMN attempts;
ALTER TABLE hook DROP COLUMN address;
ALTER TABLE hook DROP COLUMN order_number;
ALTER TABLE hook DROP COLUMN seq;
