-- Rights of the application roles. Views of the app are a contract: each is granted by name. The
-- inbox secret of a connection is granted to app_admin (MODIFY, nothing else) when it is made, and
-- target tables to data_reader when they are made.
GRANT USAGE ON SCHEMA core TO APPLICATION ROLE app_viewer;
GRANT USAGE ON SCHEMA state TO APPLICATION ROLE app_admin;

-- ---- app_viewer: reads
GRANT SELECT ON VIEW core.runs TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.run_steps TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.connections TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.divisions TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.configurations TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.schedules TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.endpoints TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.cursors TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.freshness TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.api_calls TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.charges TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.charge_rows TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.spending TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.installation TO APPLICATION ROLE app_viewer;
GRANT SELECT ON VIEW core.events TO APPLICATION ROLE app_viewer;
GRANT USAGE ON STREAMLIT core.app_viewer TO APPLICATION ROLE app_viewer;

-- ---- app_operator: runs
GRANT USAGE ON PROCEDURE core.pause_schedule(STRING) TO APPLICATION ROLE app_operator;
GRANT USAGE ON PROCEDURE core.resume_schedule(STRING) TO APPLICATION ROLE app_operator;
GRANT USAGE ON PROCEDURE core.fetch_now(STRING, OBJECT) TO APPLICATION ROLE app_operator;
GRANT USAGE ON PROCEDURE core.run(STRING, OBJECT) TO APPLICATION ROLE app_operator;
GRANT USAGE ON PROCEDURE core.cancel_run(STRING) TO APPLICATION ROLE app_operator;
GRANT USAGE ON PROCEDURE core.retry_run(STRING) TO APPLICATION ROLE app_operator;
GRANT USAGE ON STREAMLIT core.app_operator TO APPLICATION ROLE app_operator;

-- ---- app_admin: everything else a user may call
GRANT USAGE ON PROCEDURE core.create_connection(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.connection_script(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.authorization_url(STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.authorize_connection(STRING, STRING, STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.test_connection(STRING, STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.refresh_divisions(STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.drop_connection(STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.set_monthly_cap(STRING, NUMBER) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.estimate(OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.create_configuration(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.update_configuration(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.drop_configuration(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.check_target(STRING, STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.create_schedule(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.preview_schedule(OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.update_schedule(STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.drop_schedule(STRING) TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.reload(STRING, STRING, OBJECT) TO APPLICATION ROLE app_admin;
GRANT USAGE ON STREAMLIT core.app TO APPLICATION ROLE app_admin;
