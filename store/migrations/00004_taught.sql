-- +goose Up
-- What staff taught: this text, after this question, means that. One that was replaced or taken back stays, undone.
CREATE TABLE taught (
  id            TEXT PRIMARY KEY,
  dedupe        TEXT UNIQUE,
  event         TEXT NOT NULL, -- the text it came from
  address       TEXT NOT NULL, -- whose text it was
  conversation  TEXT NOT NULL,
  context       TEXT NOT NULL,
  language      TEXT NOT NULL DEFAULT '',
  intent        TEXT NOT NULL,
  topic         TEXT NOT NULL DEFAULT '',
  body          TEXT NOT NULL,
  actor         TEXT NOT NULL, -- Slack user id
  slack_channel TEXT NOT NULL DEFAULT '', -- beside which message the actor is told more
  slack_ts      TEXT NOT NULL DEFAULT '',
  standing      TEXT NOT NULL, -- of the model: waiting, learned, kept_out
  undone        BOOLEAN NOT NULL DEFAULT FALSE,
  taught_ms     BIGINT NOT NULL
);
CREATE INDEX taught_address ON taught (address);

-- The model that was learned with them; no row while the built-in one reads.
CREATE TABLE taught_model (
  name    TEXT PRIMARY KEY, -- always 'current'
  model   TEXT NOT NULL,    -- base64
  made_ms BIGINT NOT NULL
);

-- After which question a text was read, so that it can be read again; '' for what is older than this column.
ALTER TABLE event ADD COLUMN asked TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN asked_survey TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE event DROP COLUMN asked_survey;
ALTER TABLE event DROP COLUMN asked;
DROP TABLE taught_model;
DROP TABLE taught;
