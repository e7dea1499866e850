"""The page of 1.0.0, without its content: this package is for the tests of upgrades."""

import streamlit as st

st.write("Version 1.0.0")
