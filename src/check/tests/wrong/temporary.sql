CREATE TEMPORARY TABLE state.short (id NUMBER); -- expect: temporary
CREATE OR REPLACE TEMP STAGE state.files; -- expect: temporary
