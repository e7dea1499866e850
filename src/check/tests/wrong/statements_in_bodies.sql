CREATE OR REPLACE PROCEDURE core.switches()
  RETURNS STRING LANGUAGE SQL COMMENT = 'Internal: a test'
AS $$
BEGIN
  USE ROLE accountadmin; -- expect: statement
  CREATE TEMPORARY TABLE state.short (id NUMBER); -- expect: temporary
  RETURN 'OK';
END
$$;
