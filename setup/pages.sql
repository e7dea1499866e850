-- A page acts as the app whoever looks at it, so each role has its own object; the main file fixes
-- what may be done (streamlit/connector/calls.py refuses the rest).
CREATE OR REPLACE STREAMLIT core.app
  FROM '/streamlit'
  MAIN_FILE = '/app.py'
  COMMENT = 'Exact Online Connector, for administrators';

CREATE OR REPLACE STREAMLIT core.app_operator
  FROM '/streamlit'
  MAIN_FILE = '/app_operator.py'
  COMMENT = 'Exact Online Connector, for operators';

CREATE OR REPLACE STREAMLIT core.app_viewer
  FROM '/streamlit'
  MAIN_FILE = '/app_viewer.py'
  COMMENT = 'Exact Online Connector, to look at';
