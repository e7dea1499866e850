"""Serves an application's Streamlit pages on this machine."""
