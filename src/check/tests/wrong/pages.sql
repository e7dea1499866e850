CREATE OR REPLACE STREAMLIT core.staged FROM @state.files MAIN_FILE = '/app.py' COMMENT = 'Internal: a test'; -- expect: pages
CREATE OR REPLACE STREAMLIT core.lost FROM '/streamlit' MAIN_FILE = '/absent.py' COMMENT = 'Internal: a test'; -- expect: pages
