"""Texts of the page of costs."""

TEXTS: dict[str, tuple[str, str]] = {
    "costs.title": ("Costs", "Kosten"),
    "costs.explain": (
        "\\$0.10 for a run that brought something, and \\$5 for a million rows new or changed. Nothing for failed runs, deleted rows or rows that are the same.",
        "US\\$ 0,10 voor een run die iets bracht, en US\\$ 5 per miljoen nieuwe of gewijzigde rijen. Niets voor mislukte runs, verwijderde rijen of rijen die gelijk bleven.",
    ),
    "costs.none": (
        "Nothing was charged yet. Charges appear here after the first run.",
        "Er is nog niets in rekening gebracht. Kosten verschijnen hier na de eerste run.",
    ),
    "costs.month": ("This month so far", "Deze maand tot nu toe"),
    "costs.month.sub": ("Runs: {runs}, rows: {rows}", "Runs: {runs}, rijen: {rows}"),
    "costs.reload": ("If every run loaded all", "Als elke run alles laadde"),
    "costs.reload.help": (
        "What the same runs would have cost if each had written every row again, as connectors without cursors do.",
        "Wat dezelfde runs hadden gekost als elk alle rijen opnieuw had geschreven, zoals connectors zonder cursors doen.",
    ),
    "costs.saved": ("Saved", "Bespaard"),
    "costs.by_month": ("By month", "Per maand"),
    "costs.by": ("Split by", "Uitsplitsen naar"),
    "costs.base": ("For runs", "Voor runs"),
    "costs.rows": ("For rows", "Voor rijen"),
    "costs.total": ("Total", "Totaal"),
    "costs.runs": ("Runs", "Runs"),
    "costs.by_endpoint": ("This month's rows by endpoint", "Rijen van deze maand per endpoint"),
    "costs.written": ("New or changed", "Nieuw of gewijzigd"),
    "costs.share": ("Share of the charge for rows", "Deel van de kosten voor rijen"),
    "costs.estimate": ("What would it cost?", "Wat zou het kosten?"),
    "costs.estimate.why": ("Before anything exists: turn the knobs.", "Voordat er iets bestaat: draai aan de knoppen."),
    "costs.estimate.rows": ("Rows in all tables", "Rijen in alle tabellen"),
    "costs.estimate.runs": ("Runs a month", "Runs per maand"),
    "costs.estimate.change": ("Rows that change a month, in %", "Rijen die per maand wijzigen, in %"),
    "costs.estimate.first": ("First load, once", "Eerste lading, eenmalig"),
    "costs.estimate.monthly": ("Every month after", "Elke maand daarna"),
    "costs.estimate.note": (
        "Serverless compute of Snowflake comes on top, on your own account. The trial is free.",
        "Serverless rekentijd van Snowflake komt erbij, op uw eigen account. De proef is gratis.",
    ),
}
