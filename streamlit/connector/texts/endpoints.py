"""Texts of the page of endpoints."""

TEXTS: dict[str, tuple[str, str]] = {
    "endpoints.title": ("Endpoints", "Endpoints"),
    "endpoints.explain": (
        "What can be loaded, each into a table of its own, and how.",
        "Wat geladen kan worden, elk in een eigen tabel, en hoe.",
    ),
    "endpoints.search": ("Search in tables, columns and scopes", "Zoeken in tabellen, kolommen en scopes"),
    "endpoints.found": (
        "{n} of {total} endpoints. Select a row for its columns.",
        "{n} van {total} endpoints. Kies een rij voor de kolommen.",
    ),
    "endpoints.key": ("Key", "Sleutel"),
    "endpoints.scopes": ("Scope at Exact", "Scope bij Exact"),
    "endpoints.page": ("Rows a call", "Rijen per aanroep"),
    "endpoints.columns": ("Columns", "Kolommen"),
    "endpoints.column": ("Column", "Kolom"),
    "endpoints.property": ("At Exact Online", "Bij Exact Online"),
    "endpoints.type": ("Type", "Type"),
    "endpoints.reference": ("Exact's own reference", "Naslag van Exact"),
    "endpoints.any_strategy": ("How it loads", "Hoe het laadt"),
    "endpoints.about.row_version": (
        "Exact numbers every change; each run fetches what has a higher number than the last one seen.",
        "Exact nummert elke wijziging; elke run haalt wat een hoger nummer heeft dan het laatst geziene.",
    ),
    "endpoints.about.modified": (
        "Each run fetches what was changed since the last one, two hours overlapping, and compares keys to find deletions.",
        "Elke run haalt wat sinds de vorige is gewijzigd, met twee uur overlap, en vergelijkt sleutels om verwijderingen te vinden.",
    ),
    "endpoints.about.snapshot": (
        "Exact gives no sign of change: the complete answer is compared with the table and only differences are written.",
        "Exact geeft geen teken van wijziging: het volledige antwoord wordt met de tabel vergeleken en alleen verschillen worden geschreven.",
    ),
    "endpoints.about.full": (
        "Everything is fetched; only differences are written.",
        "Alles wordt opgehaald; alleen verschillen worden geschreven.",
    ),
}
