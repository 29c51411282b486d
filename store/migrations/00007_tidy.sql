-- +goose Up
CREATE INDEX hook_received ON hook (received_ms);
CREATE INDEX quarantine_raw ON quarantine (received_ms) WHERE raw <> '';

-- +goose Down
DROP INDEX quarantine_raw;
DROP INDEX hook_received;
