"""Times in plain language: the builder, and the sentence for a cron expression that the builder could have made."""

from __future__ import annotations

import re
from datetime import time

import streamlit as st
from connector.texts import t

KINDS = ("working_day", "hour", "hours", "day", "week", "month", "cron")
_WORKING_DAYS = "1-5"
_HOURS = (2, 3, 4, 6, 8, 12)


def in_words(cron: str) -> str:
    """The expression in plain language, where it is one of the plain kinds."""
    fields = cron.split(" ")
    if len(fields) != 5:
        return t("plain.cron", cron=cron)
    minute, hour, month_day, month, week_day = fields
    if month != "*" or not minute.isdigit():
        return t("plain.cron", cron=cron)
    if (hour, month_day, week_day) == ("*", "*", "*"):
        return t("plain.hour", minute=minute)
    if re.fullmatch(r"\*/\d+", hour) and (month_day, week_day) == ("*", "*"):
        return t("plain.hours", hours=hour[2:], minute=minute)
    if not hour.isdigit():
        return t("plain.cron", cron=cron)
    at = f"{int(hour):02}:{int(minute):02}"
    if month_day == "*":
        return _weekly(week_day, at, cron)
    if week_day == "*" and month_day == "L":
        return t("plain.month_last", time=at)
    if week_day == "*" and month_day.isdigit():
        return t("plain.month", day=month_day, time=at)
    return t("plain.cron", cron=cron)


def _weekly(week_day: str, at: str, cron: str) -> str:
    if week_day == "*":
        return t("plain.day", time=at)
    if week_day in (_WORKING_DAYS, "MON-FRI"):
        return t("plain.working_day", time=at)
    if re.fullmatch(r"[0-6](,[0-6])*", week_day):
        names = t("schedules.days").split()
        return t("plain.week", days=", ".join(names[int(each)] for each in week_day.split(",")), time=at)
    return t("plain.cron", cron=cron)


def builder(key: str, before: str | None) -> str:
    """Lets the reader say when; the cron expression."""
    kind = st.selectbox(
        t("schedules.when"),
        KINDS,
        index=KINDS.index("cron") if before else 0,
        key=f"{key}.kind",
        format_func=lambda each: t(f"every.{each}"),
    )
    if kind == "cron":
        return st.text_input(t("schedules.cron"), before or "0 7 * * 1-5", key=f"{key}.cron").strip()
    if kind in ("hour", "hours"):
        return _hourly(key, kind)
    left, right = st.columns(2)
    at: time = left.time_input(t("schedules.at"), time(7, 0), key=f"{key}.at", step=900) or time(7, 0)
    head = f"{at.minute} {at.hour}"
    if kind == "working_day":
        return f"{head} * * {_WORKING_DAYS}"
    if kind == "week":
        names = t("schedules.days").split()
        days = right.pills(
            t("schedules.weekdays"), range(7), selection_mode="multi", default=[1], key=f"{key}.days", format_func=names.__getitem__
        )
        return f"{head} * * {','.join(str(each) for each in sorted(days or [1]))}"
    if kind == "month":
        choices = [str(each) for each in range(1, 29)] + ["L"]
        day = right.selectbox(
            t("schedules.month_day"),
            choices,
            key=f"{key}.day",
            format_func=lambda each: t("schedules.month_day.last") if each == "L" else each,
        )
        return f"{head} {day} * *"
    return f"{head} * * *"


def _hourly(key: str, kind: str) -> str:
    left, right = st.columns(2)
    minute = left.number_input(t("schedules.minute"), 0, 59, 15, key=f"{key}.minute")
    hours = f"*/{right.selectbox(t('schedules.hours'), _HOURS, key=f'{key}.hours')}" if kind == "hours" else "*"
    return f"{minute} {hours} * * *"
