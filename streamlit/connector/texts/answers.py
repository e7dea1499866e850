"""What procedures answer when something was done, in Dutch. The English is the app's own; a test finds it in its sources."""

from __future__ import annotations

from connector import texts
from connector.texts.errors import filled

DUTCH: tuple[tuple[str, str], ...] = (
    ("Configuration {0} was created.", "Configuratie {0} is aangemaakt."),
    ("Configuration {0} was changed.", "Configuratie {0} is gewijzigd."),
    ("The next run fetches everything.", "De volgende run haalt alles op."),
    ("Configuration {0} was dropped; its tables stay.", "Configuratie {0} is verwijderd; haar tabellen blijven."),
    ("{0} divisions are visible.", "Zichtbare administraties: {0}."),
    ("Nothing failed.", "Niets mislukte."),
    (
        "Connection {0} was created. Sign in at Exact Online next (connection_script shows how).",
        "Verbinding {0} is aangemaakt. Meld haar nu aan bij Exact Online.",
    ),
    ("Connection {0} is signed in.", "Verbinding {0} is aangemeld."),
    (
        "Connection {0} was dropped. Configurations and tables stay; schedules are paused. A connection of the same name takes them up after"
        " its sign-in, if it sees the same divisions.",
        "Verbinding {0} is verwijderd. Configuraties en tabellen blijven; planningen zijn gepauzeerd. Een verbinding met dezelfde naam neemt ze"
        " na het aanmelden over, als zij dezelfde administraties ziet.",
    ),
    ("Run {0} is cancelled.", "Run {0} is afgebroken."),
    ("Run {0} stops at its next step; what was published stays.", "Run {0} stopt bij de volgende stap; wat was gepubliceerd blijft."),
    ("The run is queued; core.runs shows how it goes.", "De run staat in de rij; hieronder ziet u hoe het gaat."),
    ("Schedule {0} was created.", "Planning {0} is aangemaakt."),
    ("Schedule {0} was changed.", "Planning {0} is gewijzigd."),
    ("Schedule {0} is paused.", "Planning {0} is gepauzeerd."),
    ("Schedule {0} is active.", "Planning {0} is actief."),
    ("Schedule {0} was dropped.", "Planning {0} is verwijderd."),
    ("The cap was removed.", "De maandgrens is verwijderd."),
    ("At ${0} in a calendar month (UTC) no further run begins.", "Bij ${0} in een kalendermaand (UTC) begint geen run meer."),
)


def answer(english: str) -> str:
    """An answer in the reader's language, sentence by sentence; the app's own words where a sentence is another."""
    if texts.language() != "nl":
        return english
    for template, dutch in DUTCH:
        english = filled(template).sub(lambda found, dutch=dutch: dutch.format(*found.groups()), english)
    return english
