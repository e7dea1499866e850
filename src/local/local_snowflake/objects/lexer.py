"""Words, names, strings and bodies of a statement, with their places in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from local_snowflake.names import unquote
from local_snowflake.result import SqlError

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}
_TOKEN = re.compile(r"""
      (?P<space>\s+)
    | (?P<comment>--[^\n]*|//[^\n]*|/\*.*?\*/)
    | (?P<dollar>\$\$.*?\$\$)
    | (?P<string>'(?:[^'\\]|''|\\.)*')
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<stage>@[A-Za-z0-9_."/~%$\-]+)
    | (?P<variable>:[A-Za-z_][A-Za-z0-9_]*)
    | (?P<word>[^\W\d][\w$]*|\$[A-Za-z_0-9]+)
    | (?P<bind>\?)
    | (?P<symbol>::|:=|=>|->|<>|!=|<=|>=|\|\||.)
""", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True)
class Token:
    """A piece of a statement.

    ``kind``: word, quoted, string, dollar, number, stage, variable, bind, symbol. ``value``: what it means (the text of a string, the exact
    name of a word or quoted name, the number of a bind).
    """

    kind: str
    text: str
    value: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these key words (upper case)."""
        return self.kind == "word" and self.text.upper() in words

    def is_symbol(self, text: str) -> bool:
        """Whether this is that symbol."""
        return self.kind == "symbol" and self.text == text


def tokenize(sql: str) -> list[Token]:
    """All tokens of a text, without spaces and comments; SqlError when a string or a body is not closed."""
    tokens: list[Token] = []
    position, binds = 0, 0
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        if match is None or match.lastgroup is None:
            raise SqlError(f"SQL compilation error:\nparse error near <{sql[position:position + 20]}>", 1003, "42000")
        kind, text = match.lastgroup, match.group()
        if kind == "symbol" and text in ("'", '"'):
            raise SqlError(f"SQL compilation error:\nunclosed {text} at position {position}", 1003, "42000")
        if kind == "word" and text == "$" or (kind == "symbol" and sql.startswith("$$", position)):
            raise SqlError(f"SQL compilation error:\nunclosed $$ at position {position}", 1003, "42000")
        if kind == "bind":
            tokens.append(Token(kind, text, str(binds), position, match.end()))
            binds += 1
        elif kind not in ("space", "comment"):
            tokens.append(Token(kind, text, _value(kind, text), position, match.end()))
        position = match.end()
    return tokens


def _value(kind: str, text: str) -> str:
    if kind == "string":
        return unescape(text[1:-1])
    if kind == "dollar":
        return text[2:-2]
    if kind in ("word", "quoted"):
        return unquote(text)
    if kind == "variable":
        return text[1:].upper()
    return text


def unescape(inside: str) -> str:
    """What stands between the quotes of a string literal."""
    if "\\" not in inside:
        return inside.replace("''", "'")
    return re.sub(r"''|\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", _escape, inside, flags=re.DOTALL)


def _escape(match: re.Match[str]) -> str:
    escape = match.group(1)
    if escape is None:
        return "'"
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _ESCAPES.get(escape, escape)
