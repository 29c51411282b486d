-- +goose Up
-- What customers said to the further questions of a survey: scores, and whether their words may be published.
CREATE TABLE survey_reply (
  id           TEXT PRIMARY KEY,
  survey       TEXT NOT NULL,
  address      TEXT NOT NULL,
  order_number TEXT NOT NULL DEFAULT '',
  step         TEXT NOT NULL,
  ask          TEXT NOT NULL, -- score, publish
  score        BIGINT NOT NULL, -- of publish: 1 for yes, 0 for no
  words        TEXT NOT NULL DEFAULT '', -- of publish: exactly the words that may be published
  shown        TEXT NOT NULL DEFAULT '', -- of publish: the question as it was sent
  answered_ms  BIGINT NOT NULL,
  UNIQUE (survey, address, order_number, step)
);
CREATE INDEX survey_reply_address ON survey_reply (address);

-- The pools of coupons. Whoever takes codes from one locks its row, so that no two processes fall short of each
-- other's.
CREATE TABLE coupon_pool (
  pool   TEXT PRIMARY KEY,
  warned TEXT NOT NULL DEFAULT '' -- what people were told of its stock: '', low, empty
);
INSERT INTO coupon_pool (pool) SELECT DISTINCT pool FROM coupon;

-- Who looked at the drawn places and who confirmed them, and what became of each place.
ALTER TABLE contest_draw ADD COLUMN checked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE contest_draw ADD COLUMN checked_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contest_draw ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE contest_draw ADD COLUMN confirmed_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contest_draw ADD COLUMN moved_ms BIGINT NOT NULL DEFAULT 0; -- when a place last changed: its writer holds the row
CREATE TABLE contest_prize (
  contest    TEXT NOT NULL,
  place      BIGINT NOT NULL,
  role       TEXT NOT NULL,
  entry      TEXT NOT NULL, -- ticket
  address    TEXT NOT NULL DEFAULT '', -- '' when the data were erased
  state      TEXT NOT NULL, -- waiting, asked, accepted, declined, silent, unreachable, erased
  changed_ms BIGINT NOT NULL,
  PRIMARY KEY (contest, place)
);
CREATE INDEX contest_prize_address ON contest_prize (address) WHERE address <> '';

-- +goose Down
DROP TABLE contest_prize;
ALTER TABLE contest_draw DROP COLUMN moved_ms;
ALTER TABLE contest_draw DROP COLUMN confirmed_ms;
ALTER TABLE contest_draw DROP COLUMN confirmed_by;
ALTER TABLE contest_draw DROP COLUMN checked_ms;
ALTER TABLE contest_draw DROP COLUMN checked_by;
DROP TABLE coupon_pool;
DROP TABLE survey_reply;
