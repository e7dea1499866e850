-- Who may do what (setup/grants.sql gives the rights). The role that installs the app gets all four.
CREATE APPLICATION ROLE IF NOT EXISTS app_admin
  COMMENT = 'Everything: connections, configurations, schedules, runs';
CREATE APPLICATION ROLE IF NOT EXISTS app_operator
  COMMENT = 'Runs, cancels and retries; pauses and resumes schedules; reads';
CREATE APPLICATION ROLE IF NOT EXISTS app_viewer
  COMMENT = 'Reads the status views';
CREATE APPLICATION ROLE IF NOT EXISTS data_reader
  COMMENT = 'Reads the target tables';

GRANT APPLICATION ROLE app_viewer TO APPLICATION ROLE app_operator;
GRANT APPLICATION ROLE app_operator TO APPLICATION ROLE app_admin;
GRANT APPLICATION ROLE data_reader TO APPLICATION ROLE app_admin;
