-- +goose Up
-- What people made of answers to general questions in Slack. The last of a topic that was not taken back is in force; it
-- takes the place of the file's.
CREATE TABLE faq_edit (
  id        TEXT PRIMARY KEY,
  dedupe    TEXT UNIQUE,
  topic     TEXT NOT NULL,
  name      TEXT NOT NULL DEFAULT '', -- as people call it
  answers   TEXT NOT NULL,            -- JSON: language to text
  removed   BOOLEAN NOT NULL DEFAULT FALSE,
  actor     TEXT NOT NULL,            -- Slack user id
  undone    BOOLEAN NOT NULL DEFAULT FALSE,
  edited_ms BIGINT NOT NULL
);
CREATE INDEX faq_edit_topic ON faq_edit (topic, id);

-- The example questions of an edit. One that a customer asked goes when the customer is erased.
CREATE TABLE faq_example (
  edit     TEXT NOT NULL,
  position BIGINT NOT NULL,
  body     TEXT NOT NULL,
  event    TEXT NOT NULL DEFAULT '', -- the text that it was taken from
  address  TEXT NOT NULL DEFAULT '', -- whose text that was
  PRIMARY KEY (edit, position)
);
CREATE INDEX faq_example_address ON faq_example (address) WHERE address <> '';

-- What people answered by hand is looked through for suggestions.
CREATE INDEX conversation_answered ON conversation (opened_ms) WHERE replies > 0;

-- +goose Down
DROP INDEX conversation_answered;
DROP TABLE faq_example;
DROP TABLE faq_edit;
