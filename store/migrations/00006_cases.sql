-- +goose Up
-- What people must settle for a customer under an id that the customer knows, such as R123. The last number given
-- away stands in setting.
CREATE TABLE customer_case (
  id           TEXT PRIMARY KEY,
  address      TEXT NOT NULL,
  kind         TEXT NOT NULL, -- the intent: complaint, return_refund, change_order, privacy
  order_number TEXT NOT NULL DEFAULT '',
  body         TEXT NOT NULL DEFAULT '', -- the customer's words
  conversation TEXT NOT NULL,
  state        TEXT NOT NULL, -- open, in_progress, waiting, done
  round        BIGINT NOT NULL DEFAULT 0,
  opened_ms    BIGINT NOT NULL,
  changed_ms   BIGINT NOT NULL
);
CREATE INDEX customer_case_address ON customer_case (address, opened_ms);

ALTER TABLE conversation ADD COLUMN case_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE conversation DROP COLUMN case_id;
DROP TABLE customer_case;
