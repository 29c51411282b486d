-- +goose Up
-- Why a sign-up ended, or waits again after an alert that never left; and what it was before that alert.
ALTER TABLE signup ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE signup ADD COLUMN was_told_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signup ADD COLUMN was_baseline BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signup ADD COLUMN returned BIGINT NOT NULL DEFAULT 0; -- how often since the SMSC refused it

-- Edits of answers in the order in which they were made, whatever the processes' clocks say.
ALTER TABLE faq_edit ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE faq_edit SET number = (SELECT COUNT(*) FROM faq_edit AS e WHERE e.id <= faq_edit.id);
DROP INDEX faq_edit_topic;
CREATE INDEX faq_edit_topic ON faq_edit (topic, number);

-- +goose Down
DROP INDEX faq_edit_topic;
CREATE INDEX faq_edit_topic ON faq_edit (topic, id);
ALTER TABLE faq_edit DROP COLUMN number;
ALTER TABLE signup DROP COLUMN returned;
ALTER TABLE signup DROP COLUMN was_baseline;
ALTER TABLE signup DROP COLUMN was_told_ms;
ALTER TABLE signup DROP COLUMN reason;
