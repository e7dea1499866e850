GRANT USAGE ON SCHEMA core TO ROLE public; -- expect: grant
GRANT USAGE ON SCHEMA core TO APPLICATION ROLE nobody; -- expect: grant
GRANT USAGE ON PROCEDURE core.work(STRING) TO APPLICATION ROLE app_admin; -- expect: grant
GRANT SELECT ON VIEW core.absent TO APPLICATION ROLE app_admin; -- expect: grant
GRANT USAGE ON STREAMLIT core.second TO APPLICATION ROLE app_admin; -- expect: grant
CREATE OR REPLACE STREAMLIT core.second FROM '/streamlit' MAIN_FILE = '/app.py';
