-- +goose Up
-- By what a kept receipt names its message where the answer with the SMSC's id was lost.
ALTER TABLE receipt_orphan ADD COLUMN reference BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipt_orphan ADD COLUMN submit_ms BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE receipt_orphan DROP COLUMN reference;
ALTER TABLE receipt_orphan DROP COLUMN submit_ms;
