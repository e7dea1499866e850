"""The days of the trial that are left: what is fetched in them is free."""

from __future__ import annotations

import streamlit as st
from connector import formats
from connector.calls import Row
from connector.texts import t

TRIAL_DAYS = 7


def trial(installation: Row) -> None:
    """Says how much of the trial is left, or that it is over; nothing where there is none."""
    if installation["TRIAL"] and installation["INSTALLED_AT"]:
        left = TRIAL_DAYS - (formats.now() - installation["INSTALLED_AT"]).days
        if left > 0:
            st.info(t("trial.left", n=formats.number(left)), icon=":material/hourglass_top:")
        else:
            st.warning(t("trial.over"), icon=":material/hourglass_disabled:")
