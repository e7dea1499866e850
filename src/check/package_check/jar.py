"""Reads from a jar what the rules need: classes, and the methods of a class with their types. From the class-file format (JVMS 4)."""

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

PRIVATE, PROTECTED, STATIC = 0x0002, 0x0004, 0x0008
SECRETS = "com/snowflake/snowpark_java/types/SnowflakeSecrets"
LDC, LDC_W, INVOKEVIRTUAL = b"\x12", b"\x13", b"\xb6"
SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}


@dataclass(frozen=True)
class Method:
    name: str
    parameters: tuple[str, ...]
    returns: str
    flags: int

    @property
    def callable_by_snowflake(self) -> bool:
        return not self.flags & (PRIVATE | PROTECTED)

    @property
    def static(self) -> bool:
        return bool(self.flags & STATIC)


@dataclass(frozen=True)
class JavaClass:
    major_version: int
    methods: tuple[Method, ...]
    texts: frozenset[str]
    secrets_read: frozenset[str]


class Jar:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.archive = zipfile.ZipFile(file)
        self.names = frozenset(self.archive.namelist())
        self._classes: dict[str, JavaClass | None] = {}

    def java_class(self, name: str) -> JavaClass | None:
        if name not in self._classes:
            entry = name.replace(".", "/") + ".class"
            self._classes[name] = _read(self.archive.read(entry)) if entry in self.names else None
        return self._classes[name]

    def variants(self) -> list[str]:
        """Classes for newer Java versions (META-INF/versions/N), by their names without that folder."""
        names = (name.split("/", 3)[3] for name in self.names if name.startswith("META-INF/versions/") and name.count("/") > 2)
        return sorted(name[:-6].replace("/", ".") for name in names if name.endswith(".class") and name != "module-info.class")

    def classes(self) -> list[str]:
        return sorted(name[:-6].replace("/", ".") for name in self.names if name.endswith(".class") and not name.startswith("META-INF/"))

    def names_text(self, text: str) -> bool:
        """Whether a class holds exactly this text."""
        return any(text in self.java_class(name).texts for name in self.classes())

    def secrets_read(self) -> list[tuple[str, str]]:
        """(alias, class) for each secret that a class asks for with a fixed name."""
        return sorted((alias, name) for name in self.classes() for alias in self.java_class(name).secrets_read)


def _read(data: bytes) -> JavaClass:
    major, count = struct.unpack_from(">HH", data, 6)
    texts: dict[int, str] = {}
    pool: dict[int, tuple[int, bytes]] = {}
    at, index = 10, 1
    while index < count:
        tag = data[at]
        if tag == 1:
            (length,) = struct.unpack_from(">H", data, at + 1)
            texts[index] = data[at + 3 : at + 3 + length].decode("utf-8", "replace")
            at += 3 + length
        else:
            pool[index] = (tag, data[at + 1 : at + 1 + SIZES[tag]])
            at += 1 + SIZES[tag]
        # A long or a double takes two numbers of the pool.
        index += 2 if tag in (5, 6) else 1
    (interfaces,) = struct.unpack_from(">H", data, at + 6)
    at += 8 + 2 * interfaces
    _, at = _members(data, at, texts)
    methods, _ = _members(data, at, texts)
    return JavaClass(major, tuple(methods), frozenset(texts.values()), _secrets_read(data[at:], pool, texts))


def _secrets_read(code: bytes, pool: dict[int, tuple[int, bytes]], texts: dict[int, str]) -> frozenset[str]:
    """Texts that are pushed right before a getter of SnowflakeSecrets is called: `secrets.getGenericSecretString("alias")`."""

    def referred(index: int) -> str:
        return texts[struct.unpack(">H", pool[index][1])[0]]

    getters = [index for index, (tag, where) in pool.items() if tag == 10 and referred(struct.unpack(">HH", where)[0]) == SECRETS]
    strings = [index for index, (tag, _) in pool.items() if tag == 8]
    found = set()
    for getter in getters:
        call = INVOKEVIRTUAL + struct.pack(">H", getter)
        for string in strings:
            pushed = LDC + bytes([string]) if string < 256 else LDC_W + struct.pack(">H", string)
            if pushed + call in code:
                found.add(referred(string))
    return frozenset(found)


def _members(data: bytes, at: int, texts: dict[int, str]) -> tuple[list[Method], int]:
    (count,) = struct.unpack_from(">H", data, at)
    at += 2
    found = []
    for _ in range(count):
        flags, name, descriptor, attributes = struct.unpack_from(">HHHH", data, at)
        at += 8
        for _ in range(attributes):
            (length,) = struct.unpack_from(">I", data, at + 2)
            at += 6 + length
        parameters, returns = _types(texts[descriptor])
        found.append(Method(texts[name], parameters, returns, flags))
    return found, at


def _types(descriptor: str) -> tuple[tuple[str, ...], str]:
    if not descriptor.startswith("("):
        return (), descriptor
    inside, returns = descriptor[1:].split(")")
    parameters, at = [], 0
    while at < len(inside):
        start = at
        while inside[at] == "[":
            at += 1
        at = inside.index(";", at) + 1 if inside[at] == "L" else at + 1
        parameters.append(inside[start:at])
    return tuple(parameters), returns
