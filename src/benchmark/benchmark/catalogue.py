"""What is copied: the properties of transaction lines, and the ids of all endpoints, from the connector's own catalogue."""

import json
from functools import cache
from typing import Any

from project.places import PROJECT

FOLDER = PROJECT / "src" / "main" / "resources" / "catalogue"
LINES = "{division}/sync/Financial/TransactionLines"


@cache
def _properties() -> list[dict[str, Any]]:
    properties = json.loads((FOLDER / "catalogue.json").read_text())[LINES]["properties"]
    return [each for each in properties if each["type"].startswith("Edm.")]


def columns() -> str:
    """The names, with commas: what goes into $select."""
    return ",".join(each["name"] for each in _properties())


def columns_as_text() -> str:
    """`Name:Edm.Type` with commas, as engines get it."""
    return ",".join(f"{each['name']}:{each['type']}" for each in _properties())


def all_endpoints() -> list[str]:
    return [each["id"] for each in json.loads((FOLDER / "endpoints.json").read_text())]
