"""A package folder as the rules see it: manifest, statements in the order they run, jar, objects made."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from package_check.jar import Jar
from package_check.statement import Finding, Statement, split

NESTING = 5
LARGEST_FILE = 10 * 1024 * 1024
KINDS = (
    ("APPLICATION", "ROLE"), ("VERSIONED", "SCHEMA"), ("SCHEMA",), ("TRANSIENT", "TABLE"), ("TABLE",), ("SECURE", "VIEW"), ("VIEW",),
    ("PROCEDURE",), ("SECURE", "FUNCTION"), ("FUNCTION",), ("STREAMLIT",), ("NETWORK", "RULE"), ("EXTERNAL", "ACCESS", "INTEGRATION"),
    ("SECRET",), ("STAGE",), ("FILE", "FORMAT"), ("SEQUENCE",), ("TASK",), ("STREAM",), ("DATABASE",),
)  # fmt: skip


@dataclass(frozen=True)
class Created:
    """An object that the script makes: its kind ("TABLE"), its name, how it is repeated ("REPLACE", "ALTER", "EXISTS" or "")."""

    kind: str
    name: tuple[str, ...]
    repeat: str
    statement: Statement
    position: int
    types: tuple[str, ...] | None = None
    parameter_names: tuple[str, ...] = ()

    @property
    def returns(self) -> str:
        """The SQL type of what a procedure or function returns; "" when it does not say."""
        at = self.statement.find("RETURNS")
        return folded_type(list(self.statement.words[at + 1 : at + 2])) if at >= 0 else ""

    @property
    def label(self) -> str:
        return ".".join(self.name) + (f"({', '.join(self.types)})" if self.types is not None else "")


@dataclass
class Package:
    folder: Path
    manifest: dict = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    created: list[Created] = field(default_factory=list)
    jars: dict[str, Jar] = field(default_factory=dict)
    read_files: set[str] = field(default_factory=set)

    def versioned_schemas(self) -> set[str]:
        return {made.name[-1] for made in self.created if made.kind == "VERSIONED SCHEMA"}

    def made(self, *kinds: str) -> list[Created]:
        return [made for made in self.created if made.kind in kinds]


def load(folder: Path) -> tuple[Package, list[Finding]]:
    """Reads manifest and scripts, following EXECUTE IMMEDIATE FROM as Snowflake does."""
    package, findings = Package(folder), []
    manifest = folder / "manifest.yml"
    if not manifest.exists():
        return package, [Finding("manifest.yml", 1, "manifest", "there is no manifest.yml", "Every package has one at its root.")]
    try:
        package.manifest = yaml.safe_load(manifest.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        return package, [Finding("manifest.yml", 1, "manifest", f"it is not YAML: {error}", "Correct the indentation or quotes.")]
    script = package.manifest.get("artifacts", {}).get("setup_script", "setup.sql")
    findings += _follow(package, script, None, 0, ())
    for position, statement in enumerate(package.statements):
        made = creation(statement, position)
        if made:
            package.created.append(made)
    for jar in sorted((folder / "lib").glob("*.jar")) if (folder / "lib").exists() else []:
        package.jars["/lib/" + jar.name] = Jar(jar)
    return package, findings


def _follow(package: Package, name: str, by: Statement | None, depth: int, chain: tuple[str, ...]) -> list[Finding]:
    here = (by.file, by.line) if by else ("manifest.yml", 1)
    path = (package.folder / name).resolve()
    relative = str(path.relative_to(package.folder.resolve())) if path.is_relative_to(package.folder.resolve()) else None
    if relative is None or not path.is_file():
        return [Finding(*here, "files", f"there is no file {name} in the package", "Names are case-sensitive and relative to this script.")]
    if relative in chain:
        return [Finding(*here, "files", f"{relative} runs itself in a circle", "A script may not lead back to itself.")]
    if depth > NESTING:
        return [Finding(*here, "files", f"scripts are nested deeper than {NESTING}", "Call the file from a script nearer to the root.")]
    data = path.read_bytes()
    if len(data) > LARGEST_FILE:
        return [Finding(*here, "files", f"{relative} is larger than 10 MB", "Split it.")]
    try:
        script = data.decode("utf-8")
    except UnicodeDecodeError:
        return [Finding(relative, 1, "files", "the file is not UTF-8", "Save it as UTF-8.")]
    package.read_files.add(relative)
    statements, findings = split(relative, script)
    for statement in statements:
        package.statements.append(statement)
        if statement.starts("EXECUTE", "IMMEDIATE", "FROM"):
            wanted = statement.tokens[3].text if len(statement.tokens) > 3 else ""
            root = package.folder.resolve() if wanted.startswith("/") else path.parent
            target = (root / wanted.lstrip("/")).resolve()
            inside = target.is_relative_to(package.folder.resolve())
            following = str(target.relative_to(package.folder.resolve())) if inside else wanted
            findings += _follow(package, following, statement, depth + 1, (*chain, relative))
    return findings


def creation(statement: Statement, position: int = 0) -> Created | None:
    """What a CREATE statement makes; None for other statements and for kinds that are not known."""
    words = statement.words
    if not words or words[0] != "CREATE":
        return None
    at, repeat = 1, ""
    if words[1:3] in (("OR", "REPLACE"), ("OR", "ALTER")):
        at, repeat = 3, words[2]
    for kind in KINDS:
        if words[at : at + len(kind)] == kind:
            at += len(kind)
            if words[at : at + 3] == ("IF", "NOT", "EXISTS"):
                at, repeat = at + 3, "EXISTS"
            name = statement.name_at(at)
            label = {"TRANSIENT TABLE": "TABLE", "SECURE VIEW": "VIEW", "SECURE FUNCTION": "FUNCTION"}.get(" ".join(kind), " ".join(kind))
            types, names = signature(statement, at + 2 * len(name) - 1) if label in ("PROCEDURE", "FUNCTION") else (None, ())
            return Created(label, name, repeat, statement, position, types, names)
    return None


def signature(statement: Statement, at: int, named: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Types and names of the list in brackets that begins at `at`: `(name STRING, settings OBJECT)`, or types only."""
    words = statement.words
    if at >= len(words) or words[at] != "(":
        return (), ()
    depth, part, parts = 0, [], []
    for word in words[at:]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0:
            break
        if word == "," and depth == 1:
            parts.append(part)
            part = []
        elif not (word == "(" and depth == 1):
            part.append(word)
    parts += [part] if part else []
    skip = 1 if named else 0
    return tuple(folded_type(each[skip : skip + 1]) for each in parts), tuple(each[0] for each in parts if named)


def folded_type(words: list[str]) -> str:
    """One spelling per type, so that STRING in a grant matches VARCHAR in a procedure."""
    name = words[0] if words else ""
    return {"VARCHAR": "STRING", "TEXT": "STRING", "INTEGER": "NUMBER", "INT": "NUMBER", "BIGINT": "NUMBER", "DECIMAL": "NUMBER",
            "DOUBLE": "FLOAT"}.get(name, name)  # fmt: skip
