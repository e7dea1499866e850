CREATE TABLE state.once (id NUMBER); -- expect: repeat
INSERT INTO state.things (id) VALUES (1); -- expect: repeat
ALTER TABLE state.things ADD COLUMN size NUMBER; -- expect: repeat
DROP VIEW core.old; -- expect: repeat
DROP TABLE IF EXISTS state.things; -- expect: keep
