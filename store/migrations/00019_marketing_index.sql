-- +goose Up
-- What the frequency cap asks fits this index alone: its condition differs from that of outbound_sent.
DROP INDEX outbound_marketing;
CREATE INDEX outbound_marketing ON outbound (address) WHERE class = 'marketing' AND sent_ms <> 0;

-- +goose Down
DROP INDEX outbound_marketing;
CREATE INDEX outbound_marketing ON outbound (address) WHERE class = 'marketing' AND sent_ms > 0;
