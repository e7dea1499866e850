import streamlit
from snowflake.snowpark.context import get_active_session

session = get_active_session()
streamlit.title("Notes")
for row in session.sql("SELECT id, text FROM core.notes ORDER BY id").collect():
    streamlit.write(f"{row['ID']}: {row['TEXT']}")
streamlit.caption(session.get_current_database() or "")
