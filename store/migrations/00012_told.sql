-- +goose Up
-- What a customer was told of their case since it was last taken up: states, with commas between.
ALTER TABLE customer_case ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- A timer that gives a conversation back to the bot belongs to one claim of it.
UPDATE timer SET step = (SELECT v.claimed_ms FROM conversation AS v WHERE v.id = timer.conversation)
  WHERE kind = 'bot_back' AND conversation IN (SELECT id FROM conversation);

-- What came in while the desk was closed is counted in the morning.
CREATE INDEX conversation_opened ON conversation (opened_ms);
CREATE INDEX survey_answer_answered ON survey_answer (answered_ms);

-- +goose Down
DROP INDEX survey_answer_answered;
DROP INDEX conversation_opened;
ALTER TABLE customer_case DROP COLUMN told;
