CREATE TABLE IF NOT EXISTS loose (id NUMBER); -- expect: name
CREATE TABLE IF NOT EXISTS customer.state.deep (id NUMBER); -- expect: name
CREATE OR REPLACE VIEW core.unqualified COMMENT = 'Internal: a test' AS
SELECT id
FROM things; -- expect: name
CREATE OR REPLACE VIEW core.elsewhere COMMENT = 'Internal: a test' AS
SELECT id
FROM customer.state.things; -- expect: name
ALTER TABLE things ADD COLUMN IF NOT EXISTS size NUMBER; -- expect: name
