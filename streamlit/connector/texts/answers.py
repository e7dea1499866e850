"""What procedures answer when something was done, in Dutch. The English is the app's own; a test finds it in its sources."""

from __future__ import annotations

from connector import texts
from connector.texts.errors import any_sentence, filled, sentence

DUTCH: tuple[tuple[str, str], ...] = (
    ("Configuration {0} was created.", "Configuratie {0} is aangemaakt."),
    ("Configuration {0} was changed.", "Configuratie {0} is gewijzigd."),
    ("The next run fetches everything.", "De volgende run haalt alles op."),
    (
        "The app made the target in {0}: dropping the application with CASCADE removes it with all its tables.",
        "De app heeft het doel in {0} gemaakt: de applicatie verwijderen met CASCADE verwijdert het met al zijn tabellen.",
    ),
    (
        "It writes tables that also belong to: {0}. Exact Online is asked twice for their rows.",
        "Zij schrijft tabellen die ook horen bij: {0}. Exact Online wordt twee keer om hun rijen gevraagd.",
    ),
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

# What is wrong with an argument; these stand in a refusal, one after another.
ARGUMENTS: tuple[tuple[str, str], ...] = (
    ("It must be a text, not {0}.", "Het moet een tekst zijn, niet {0}."),
    ("It must be a whole number from {0} to {1}, not {2}.", "Het moet een geheel getal van {0} tot {1} zijn, niet {2}."),
    ("It must be a date as YYYY-MM-DD, not {0}.", "Het moet een datum als JJJJ-MM-DD zijn, niet {0}."),
    (
        "It must be an address that begins with https://, as registered with the app, not {0}.",
        "Het moet een adres zijn dat begint met https://, zoals bij de app geregistreerd, niet {0}.",
    ),
    ("There is no {0}; did you mean {1}?", "Er is geen {0}; bedoelde u {1}?"),
    ("It is missing: {0}", "Het ontbreekt: {0}"),
    ("It is missing.", "Het ontbreekt."),
    ("It is empty.", "Het is leeg."),
    ("It is longer than {0} characters.", "Het is langer dan {0} tekens."),
    (
        "It contains characters that cannot be shown, such as a line break.",
        "Het bevat tekens die niet te tonen zijn, zoals een regeleinde.",
    ),
    (
        "It must have five fields: minute, hour, day of month, month, day of week, for example '15 6 * * *'.",
        "Het moet vijf velden hebben: minuut, uur, dag van de maand, maand, dag van de week, bijvoorbeeld '15 6 * * *'.",
    ),
    ("It is no cron expression: ", "Het is geen cron-expressie: "),
    ("These times never come.", "Deze tijden komen nooit."),
    ("Connection {0} sees no division {1}.", "Verbinding {0} ziet geen administratie {1}."),
    ("Name of the connection to fetch with.", "De naam van de verbinding om mee op te halen."),
    ("The database to write into, its name as Snowflake stores it.", "De database om in te schrijven, zoals Snowflake de naam bewaart."),
    ("The schema to write into, its name as Snowflake stores it.", "Het schema om in te schrijven, zoals Snowflake de naam bewaart."),
    ("Name of the configuration to run.", "De naam van de configuratie om uit te voeren."),
    ("Of your app registration in Exact Online's App Center.", "Van uw app-registratie in het App Center van Exact Online."),
    ("As registered with the app; you land on it after signing in.", "Zoals bij de app geregistreerd; daar komt u uit na het aanmelden."),
)

# Why a step did what it did.
REASONS: tuple[tuple[str, str], ...] = (
    ("The division was moved: fetched whole.", "De administratie is verhuisd: geheel opgehaald."),
    (
        "The table lacked a column or was made anew: fetched whole, not charged.",
        "De tabel miste een kolom of is opnieuw gemaakt: geheel opgehaald, niet in rekening gebracht.",
    ),
    ("Deletions were last read too long ago: fetched whole.", "Verwijderingen zijn te lang geleden gelezen: geheel opgehaald."),
    ("The start date is earlier than before: fetched whole.", "De begindatum is vroeger dan eerst: geheel opgehaald."),
    (
        "The table holds rows of unknown origin: fetched whole.",
        "De tabel heeft rijen waarvan de herkomst onbekend is: geheel opgehaald.",
    ),
    (
        "Keys are compared on another day, since calls are short.",
        "Sleutels worden op een andere dag vergeleken, omdat de aanroepen krap zijn.",
    ),
    ("Reloaded as asked.", "Opnieuw geladen zoals gevraagd."),
    (
        "Exact Online has rows that no increment brings: fetched whole.",
        "Exact Online heeft rijen die geen increment brengt: geheel opgehaald.",
    ),
    (
        "Deletions are not reported to this user: keys are compared in their place.",
        "Verwijderingen worden deze gebruiker niet gemeld: in plaats daarvan worden sleutels vergeleken.",
    ),
    ("A key came twice in one answer.", "Een sleutel kwam twee keer in één antwoord."),
)

# What happened, as the app's events say it. An error or a reason may stand inside.
EVENTS: tuple[tuple[str, str], ...] = (
    ("The run ended FAILED: {0}", "De run is mislukt: {0}"),
    ("The run ended PARTIAL: {0}", "De run is maar deels volledig: {0}"),
    ("The run goes on at {0}: {1}.", "De run gaat verder om {0}: {1}"),
    (
        "{0} steps do not fit into the calls that are left today; they go on after {1}.",
        "{0} stappen passen niet in de aanroepen die vandaag over zijn; zij gaan verder na {1}.",
    ),
    (
        "{0} comparisons of keys are left for another day, those first that were made longest ago: calls are short.",
        "{0} vergelijkingen van sleutels blijven voor een andere dag, eerst die het langst geleden zijn gedaan: de aanroepen zijn krap.",
    ),
    (
        "{0} in division {1} has a key twice in one answer: compared row by row.",
        "{0} in administratie {1} heeft een sleutel twee keer in één antwoord: rij voor rij vergeleken.",
    ),
    (
        "{0} got {1}: fetched whole in every division; these rows are not charged.",
        "{0} kreeg {1}: geheel opgehaald in elke administratie; deze rijen worden niet in rekening gebracht.",
    ),
    ("{0} in division {1}: {2}", "{0} in administratie {1}: {2}"),
    ("{0} is no longer listed for this user.", "{0} is voor deze gebruiker niet meer zichtbaar."),
    ("{0} was moved to another database: it is loaded anew.", "{0} is naar een andere database verhuisd: opnieuw geladen."),
    ("{0} is new.", "{0} is nieuw."),
    ("Configuration {0} goes on from its cursors.", "Configuratie {0} gaat verder waar zij was."),
    (
        "Configuration {0} fetches everything again, since this sign-in does not see {1}.",
        "Configuratie {0} haalt alles opnieuw op, omdat deze aanmelding {1} niet ziet.",
    ),
    (
        "The access to the hosts of Exact Online was approved, declined or changed; test_connection tells whether they can be reached.",
        "De toegang tot de hosts van Exact Online is goedgekeurd, geweigerd of gewijzigd; een test van de verbinding zegt of zij bereikbaar zijn.",
    ),
)


def answer(english: str) -> str:
    """An answer in the reader's language, sentence by sentence; the app's own words where a sentence is another."""
    return _said(DUTCH, english)


def argument(english: str) -> str:
    """What is wrong with arguments, in the reader's language."""
    return _said(ARGUMENTS, english)


def reason(english: str | None) -> str:
    """The reason of a step or of waiting: one of the fixed reasons, or the sentence of an error."""
    return _said(REASONS, any_sentence(english or ""))


def happening(code: str | None, english: str) -> str:
    """An event in the reader's language, with the error or the reason that stands inside; the app's own words where it is another."""
    if texts.language() != "nl":
        return english
    said = sentence(code, english)
    for template, dutch in EVENTS if said == english else ():
        found = filled(template).fullmatch(english)
        if found:
            *values, last = found.groups() or ("",)
            return dutch.format(*values, reason(sentence(code, last)))
    return reason(said)


def _said(texts_of: tuple[tuple[str, str], ...], english: str) -> str:
    if texts.language() != "nl":
        return english
    for template, dutch in texts_of:
        english = filled(template).sub(lambda found, dutch=dutch: dutch.format(*found.groups()), english)
    return english
