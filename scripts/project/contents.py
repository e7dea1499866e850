"""What is inside the shipped jar, and whether all of it may be there."""

import json
import zipfile
from collections import defaultdict
from pathlib import Path

HOME = "com/ddbm/exactonline/"
RELOCATED = HOME + "relocated/"
# Licences under which a library may be shipped in a product of another licence, with their notices kept.
ACCEPTED = {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"}


def findings(jar: Path, bill_of_materials: Path, notice: Path) -> list[str]:
    """Everything that must not be: foreign classes, missing licence texts, libraries that NOTICE does not name."""
    found = []
    with zipfile.ZipFile(jar) as archive:
        names = archive.namelist()
    strangers = [name for name in names if _home(name) is None]
    found += [f"{jar.name}: {name} is not under {HOME}" for name in strangers]
    found += [f"{jar.name}: has no {name}" for name in ("META-INF/LICENSE", "META-INF/NOTICE") if name not in names]
    told = notice.read_text().lower()
    for each in json.loads(bill_of_materials.read_text())["components"]:
        licences = {entry.get("license", {}).get("id") or entry.get("expression") or "unknown" for entry in each.get("licenses", [])}
        if not licences or not licences <= ACCEPTED:
            found.append(f"{each['name']} {each['version']}: licence {', '.join(sorted(licences)) or 'unknown'} is not among the accepted")
        if each["name"].lower() not in told:
            found.append(f"NOTICE does not name {each['name']}")
    return found


def report(bundle: Path, bill_of_materials: Path) -> str:
    """Sizes: files of the bundle, parts of the jar (compressed), libraries with version and licence."""
    lines = ["In the bundle:"]
    for folder in sorted({file.relative_to(bundle).parts[0] for file in bundle.rglob("*") if file.is_file()}):
        files = [bundle / folder] if (bundle / folder).is_file() else [file for file in (bundle / folder).rglob("*") if file.is_file()]
        lines.append(f"  {folder:<16} {_kilobytes(sum(file.stat().st_size for file in files)):>10}  {len(files):>4} files")
    lines += ["", "In the jar, compressed:"]
    for part, (size, count) in sorted(parts(bundle / "lib" / "exact-online-connector.jar").items(), key=lambda each: -each[1][0]):
        lines.append(f"  {part:<16} {_kilobytes(size):>10}  {count:>4} entries")
    lines += ["", "Libraries in it:"]
    for each in json.loads(bill_of_materials.read_text())["components"]:
        licences = ", ".join(entry.get("license", {}).get("id", "?") for entry in each["licenses"])
        lines.append(f"  {each['name']:<22} {each['version']:<10} {licences}")
    return "\n".join(lines)


def parts(jar: Path) -> dict[str, tuple[int, int]]:
    """Compressed bytes and number of entries of each library, of our code and of the rest."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    with zipfile.ZipFile(jar) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                part = _home(entry.filename) or "other"
                sums[part] = (sums[part][0] + entry.compress_size, sums[part][1] + 1)
    return dict(sums)


def differing_entries(first: Path, second: Path) -> list[str]:
    """Names of entries that are not the same in both jars."""
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        left, right = ({entry.filename: entry.CRC for entry in each.infolist()} for each in (one, two))
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name)) or ["order or times of entries"]


def _home(name: str) -> str | None:
    """The part an entry belongs to; None when it has no place in this jar."""
    if name.startswith("META-INF/versions/") and not name.endswith("/"):
        return _home(name.split("/", 3)[3])
    if name.startswith(RELOCATED):
        return name[len(RELOCATED) :].split("/")[0] or "relocated"
    if name.startswith(HOME):
        return "our code"
    if name.startswith("catalogue/") or name.startswith("META-INF/"):
        return name.split("/")[0]
    return None if name.endswith(".class") or not HOME.startswith(name) else "folders"


def _kilobytes(size: int) -> str:
    return f"{size / 1024:,.0f} KB"
