-- +goose Up
-- What shops tell of their products, and who wants to hear when one is back or cheaper.
ALTER TABLE product ADD COLUMN variant TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN stock_ms BIGINT NOT NULL DEFAULT 0; -- when the shop told the stock; 0 is never
ALTER TABLE product ADD COLUMN price_ms BIGINT NOT NULL DEFAULT 0; -- since when the price is so
ALTER TABLE product ADD COLUMN waved_ms BIGINT NOT NULL DEFAULT 0; -- when people were last told that it is back
ALTER TABLE product ADD COLUMN wave_ms BIGINT NOT NULL DEFAULT 0;  -- when the next ones are to be told; 0 is not at all
CREATE INDEX product_wave ON product (wave_ms) WHERE wave_ms > 0;

-- The prices of a product, each from its moment on.
CREATE TABLE product_price (
  source   TEXT NOT NULL,
  sku      TEXT NOT NULL,
  at_ms    BIGINT NOT NULL,
  price    BIGINT NOT NULL, -- in hundredths
  currency TEXT NOT NULL,
  PRIMARY KEY (source, sku, at_ms)
);
CREATE INDEX product_price_at ON product_price (at_ms);

-- Pieces of three letters of products' names, by which a name with a typo is found.
CREATE TABLE product_gram (
  gram   TEXT NOT NULL,
  source TEXT NOT NULL,
  sku    TEXT NOT NULL,
  PRIMARY KEY (gram, source, sku)
);
CREATE INDEX product_gram_product ON product_gram (source, sku);

-- Who waits for a product, or for a lower price of one.
CREATE TABLE signup (
  id         TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL, -- waitlist, price_alarm
  address    TEXT NOT NULL,
  source     TEXT NOT NULL,
  sku        TEXT NOT NULL,
  state      TEXT NOT NULL, -- waiting, told, bought, stopped, expired
  baseline   BIGINT NOT NULL DEFAULT 0, -- of a price alarm: what the price is compared with, in hundredths
  target     BIGINT NOT NULL DEFAULT 0, -- the price that was wished for; 0 is any lower one
  currency   TEXT NOT NULL DEFAULT '',
  look_ms    BIGINT NOT NULL DEFAULT 0, -- of a price alarm: when to compare; 0 is when the price changes
  told_ms    BIGINT NOT NULL DEFAULT 0, -- when they were last told
  created_ms BIGINT NOT NULL,
  until_ms   BIGINT NOT NULL,           -- when it expires
  ended_ms   BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX signup_open ON signup (address, purpose, source, sku) WHERE state = 'waiting';
CREATE INDEX signup_line ON signup (source, sku, purpose, created_ms, id) WHERE state = 'waiting';
CREATE INDEX signup_look ON signup (look_ms) WHERE state = 'waiting' AND look_ms > 0;
CREATE INDEX signup_until ON signup (until_ms) WHERE state = 'waiting';
CREATE INDEX signup_address ON signup (address, told_ms);
CREATE INDEX signup_created ON signup (created_ms);

-- +goose Down
DROP TABLE signup; DROP TABLE product_gram; DROP TABLE product_price;
DROP INDEX product_wave;
ALTER TABLE product DROP COLUMN wave_ms;
ALTER TABLE product DROP COLUMN waved_ms;
ALTER TABLE product DROP COLUMN price_ms;
ALTER TABLE product DROP COLUMN stock_ms;
ALTER TABLE product DROP COLUMN currency;
ALTER TABLE product DROP COLUMN url;
ALTER TABLE product DROP COLUMN variant;
