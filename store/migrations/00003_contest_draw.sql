-- +goose Up
-- The draw of a contest: one row from the commitment on. Nothing here names a person.
CREATE TABLE contest_draw (
  contest      TEXT PRIMARY KEY,
  secret       TEXT NOT NULL DEFAULT '', -- committed to; published with the draw and not before
  committed_ms BIGINT NOT NULL DEFAULT 0,
  salt         TEXT NOT NULL DEFAULT '', -- of the tickets; never published
  frozen_ms    BIGINT NOT NULL DEFAULT 0,
  document     TEXT NOT NULL DEFAULT '', -- JSON as published: the list, from the draw on with the places
  drawn_ms     BIGINT NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE contest_draw;
