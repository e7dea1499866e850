CREATE OR REPLACE SECRET state.token TYPE = GENERIC_STRING SECRET_STRING = ''; -- expect: keep
CREATE OR REPLACE TABLE state.things (id NUMBER); -- expect: keep
CREATE OR REPLACE EXTERNAL ACCESS INTEGRATION sound_access -- expect: keep
  ALLOWED_NETWORK_RULES = (state.hosts) ENABLED = TRUE;
