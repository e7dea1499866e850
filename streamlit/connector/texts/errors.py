"""The error list: English from the app's own list (``errors.json``, made by scripts/update-docs), Dutch here."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from connector import texts

_FILE = Path(__file__).with_name("errors.json")
_REPORT = "Stuur ons de ondersteuningsbundel."

DUTCH: dict[str, tuple[str, str]] = {
    "EO-1001": ("Sommige argumenten kloppen niet: {0}", "Verbeter wat genoemd wordt en probeer opnieuw."),
    "EO-1002": ("Er is geen verbinding met de naam {0}.", "Verbindingen toont welke er zijn."),
    "EO-1003": ("Er is geen configuratie met de naam {0}.", "Configuraties toont welke er zijn."),
    "EO-1004": ("Er is geen planning met de naam {0}.", "Planningen toont welke er zijn."),
    "EO-1005": ("Er is geen run {0}.", "Geschiedenis toont welke er zijn."),
    "EO-1006": ("Er bestaat al een verbinding met de naam {0}.", "Kies een andere naam, of meld die verbinding opnieuw aan."),
    "EO-1007": ("Er bestaat al een configuratie met de naam {0}.", "Kies een andere naam, of wijzig die configuratie."),
    "EO-1008": ("Er bestaat al een planning met de naam {0}.", "Kies een andere naam, of wijzig die planning."),
    "EO-1009": ("Verbinding {0} is nog niet aangemeld.", "Meld haar aan bij Exact Online, op de pagina Verbindingen."),
    "EO-1010": (
        "De inbox van verbinding {0} bevat geen client secret en adres.",
        "Vul beide gemarkeerde waarden in het worksheet in en voer het uit.",
    ),
    "EO-1011": ("Het geplakte adres bevat geen code: {0}", "Meld u opnieuw aan en plak het hele adres van de pagina waar u uitkomt."),
    "EO-1012": ("Run {0} is al geëindigd ({1}).", "Alleen een run in de rij, een lopende of een wachtende kan worden afgebroken."),
    "EO-1013": ("Run {0} heeft niets te herhalen: geen stap mislukte.", "Haal gewoon opnieuw op."),
    "EO-1014": ("Configuratie {0} wordt nog gebruikt door: {1}.", "Verwijder die eerst."),
    "EO-1015": (
        "Niets te doen: geen administratie die deze verbinding mag lezen.",
        "Lees de administraties opnieuw en controleer de keuze.",
    ),
    "EO-1016": (
        "Tabel {0} bestaat al in een andere vorm: {1}.",
        "Kies een ander schema, of hernoem of verwijder die tabel; er is niets in geschreven.",
    ),
    "EO-1017": (
        "Administratie {0} is niet een van die welke deze verbinding ziet.",
        "Controleer de code, en in Exact Online of de aangemelde gebruiker en de app haar mogen lezen; of haal haar uit de configuratie.",
    ),
    "EO-1018": ("De begindatum kan niet bij: {0}.", "Laat die endpoints weg, of de begindatum."),
    "EO-1020": (
        "Verbinding {0} heeft haar maandgrens van ${1} bereikt; deze maand (UTC) begint geen run meer.",
        "Verhoog of verwijder de grens met set_monthly_cap, of wacht op de volgende maand. Uw gegevens blijven zoals ze zijn.",
    ),
    "EO-1021": (
        "Verbinding {0} heeft deze maand ${1} gekost: 80 % of meer van haar grens van ${2}.",
        "U hoeft niets te doen; bij de grens begint geen run meer. set_monthly_cap verandert haar.",
    ),
    "EO-1022": (
        "Configuratie {0} schrijft dezelfde administraties in {1}, met een andere instelling van {2}.",
        "Kies een ander schema, of dezelfde instellingen. Voor verschillende ritmes kan één configuratie meer planningen hebben.",
    ),
    "EO-2001": ("Exact Online is niet bereikbaar: {0}", "Probeer het later opnieuw; geplande runs doen dat vanzelf."),
    "EO-2002": (
        "Exact Online antwoordde {0} en herhalen hielp niet.",
        "Probeer het later opnieuw; misschien is er onderhoud bij Exact Online.",
    ),
    "EO-2003": (
        "Exact Online weigert client id of client secret van verbinding {0}.",
        "Controleer beide in het App Center en meld de verbinding opnieuw aan.",
    ),
    "EO-2004": ("De aanmelding van verbinding {0} is geëindigd: {1}", "Meld haar opnieuw aan."),
    "EO-2005": ("De code is verlopen of al gebruikt.", "Codes leven drie minuten en werken één keer: meld opnieuw aan en rond meteen af."),
    "EO-2006": (
        "De app-registratie mist de scope {0} die {1} nodig heeft.",
        "Voeg de scope toe in het App Center en meld daarna opnieuw aan.",
    ),
    "EO-2007": (
        "Deze gebruiker mag {0} in administratie {1} niet lezen: {2}",
        "Vraag de beheerder van de administratie om het recht, of laat het endpoint weg.",
    ),
    "EO-2008": ("Administratie {0} wordt geweigerd: {1}", "Kijk in Exact Online of zij geblokkeerd, gearchiveerd of niet meer van u is."),
    "EO-2009": ("{0} is er niet in administratie {1} (land of licentie).", "Niets te doen; laat het endpoint weg als de melding stoort."),
    "EO-2010": ("De aanroepen van administratie {0} zijn op tot {1}.", "De run gaat dan vanzelf verder."),
    "EO-2011": (
        "De aanroepen van vandaag van verbinding {0} zijn op tot {1}.",
        "De run gaat dan vanzelf verder; het aantal staat bij de verbinding.",
    ),
    "EO-2012": ("Exact Online stuurde een onbegrijpelijk antwoord: {0}", f"Probeer opnieuw. Blijft het: {_REPORT}"),
    "EO-2013": ("Exact Online weigert een vraag: {0}", f"Probeer opnieuw. Blijft het: {_REPORT}"),
    "EO-2014": ("Exact Online blokkeert deze app wegens te veel fouten tot {0}.", "De run gaat dan vanzelf verder."),
    "EO-2015": ("Een vervolglink wees naar een andere host ({0}) en is niet gevolgd.", f"Probeer opnieuw. Blijft het: {_REPORT}"),
    "EO-2016": ("Een paginalink verliep en de keten is opnieuw begonnen.", "Niets te doen."),
    "EO-2017": (
        "{0} gaf geen rijen in administratie {1}, en de gebruiker heeft er geen recht op.",
        "Geef de gebruiker het recht in Exact Online; hier is niets verwijderd.",
    ),
    "EO-2018": ("De licentie mist de module voor {0} in administratie {1}.", "Niets te doen; laat het endpoint weg als de melding stoort."),
    "EO-3001": ("Toegang tot de hosts van Exact Online is niet goedgekeurd.", "Een accountbeheerder keurt haar goed; Start toont hoe."),
    "EO-3002": ("De app mag niet schrijven in {0}: {1}", "Voer de GRANT-statements uit die bij het doel staan en probeer opnieuw."),
    "EO-3003": (
        "Het doel {0} bestaat niet, of de app mag het niet zien.",
        "Maak het aan en voer de statements uit, of laat de app het aanmaken.",
    ),
    "EO-3004": ("Snowflake weigerde een statement: {0}", f"Zie de melding. Blijft het: {_REPORT}"),
    "EO-3005": ("Een andere run heeft run {0} overgenomen; deze stopt.", "Niets te doen."),
    "EO-3006": ("De app kan warehouse {0} niet gebruiken: {1}", "GRANT USAGE ON WAREHOUSE aan de applicatie, of kies serverless."),
    "EO-3007": ("Het in rekening brengen is geweigerd: {0}", "Niets te doen; uw gegevens zijn volledig."),
    "EO-3008": (
        "Een bewaard geheim is ouder dan de stand van de verbinding en is niet gebruikt.",
        "Niets te doen; de run gaat vanzelf verder. Blijft het: meld opnieuw aan.",
    ),
    "EO-3009": ("Een tabel van de app of de schijf is vol: {0}", "Maak ruimte en probeer opnieuw; er is niets verloren."),
    "EO-9001": ("Er gebeurde iets onverwachts: {0}", f"{_REPORT} De run kan veilig worden herhaald."),
    "EO-9002": ("De run is afgebroken.", "Begin opnieuw wanneer u wilt; wat was gepubliceerd blijft."),
}


@cache
def _english() -> list[dict[str, str]]:
    return [dict(each) for each in json.loads(_FILE.read_text("utf-8"))]


def errors() -> list[dict[str, str]]:
    """Every error with code, sentence and remedy in the reader's language."""
    if texts.language() != "nl":
        return _english()
    known = [(each, DUTCH.get(each["code"], (each["sentence"], each["remedy"]))) for each in _english()]
    return [{"code": each["code"], "sentence": sentence, "remedy": remedy} for each, (sentence, remedy) in known]


def sentence(code: str | None, english: str | None) -> str:
    """What an error says, in the reader's language, with the values that the app filled in; its own words where they are others."""
    if texts.language() == "nl" and code in DUTCH:
        template = next(each["sentence"] for each in _english() if each["code"] == code)
        found = filled(template).fullmatch(english or "")
        if found:
            return DUTCH[code][0].format(*found.groups())
    return english or ""


def any_sentence(english: str) -> str:
    """The same for a sentence that comes without its code."""
    codes = [each["code"] for each in _english() if filled(each["sentence"]).fullmatch(english)]
    return sentence(codes[0], english) if codes else english


@cache
def filled(template: str) -> re.Pattern[str]:
    """What a text with places ({0}, {1}) looks like once they are filled in: a group for each."""
    return re.compile(re.sub(r"\\\{\d\\\}", "(.+?)", re.escape(template)), re.DOTALL)


def remedy(code: str | None, english: str | None) -> str:
    """What to do about an error, in the reader's language; the app's own words where there is no translation."""
    return DUTCH[code][1] if texts.language() == "nl" and code in DUTCH else english or ""
