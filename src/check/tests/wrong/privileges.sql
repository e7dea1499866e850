GRANT SELECT ON PROCEDURE core.work(STRING, OBJECT) TO APPLICATION ROLE app_admin; -- expect: privilege
GRANT INSERT, SELECT ON VIEW core.things TO APPLICATION ROLE app_admin; -- expect: privilege
GRANT USAGE ON SCHEMA state TO APPLICATION ROLE app_admin;
GRANT UPDATE ON TABLE state.things TO APPLICATION ROLE app_admin; -- expect: privilege
GRANT OWNERSHIP ON SECRET state.token TO APPLICATION ROLE app_admin; -- expect: privilege
