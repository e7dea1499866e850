"""Reading statements that are words and options rather than expressions (SHOW, USE, LIST, COPY options ...)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from local_snowflake.names import unquote
from local_snowflake.result import SqlError

_COMMENT = re.compile(r"\s+|--[^\n]*(?:\n|$)|//[^\n]*(?:\n|$)|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.|'')*'|\$\$.*?\$\$|(?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))*|@\S+|.""", re.DOTALL)


def without_leading_comments(sql: str) -> str:
    """The statement from its first word on, without a closing semicolon."""
    position = 0
    while match := _COMMENT.match(sql, position):
        position = match.end()
    return sql[position:].strip().rstrip(";").rstrip()


_LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')*'?|\$\$.*?(?:\$\$|$)", re.DOTALL)


def loggable(sql: str, length: int = 200) -> str:
    """A statement for the log: on one line, cut, and without its literals, which may be secrets."""
    return " ".join(_LITERAL.sub("'...'", sql).split())[:length]


@functools.lru_cache(maxsize=4096)
def _opening(sql: str) -> tuple[str, ...]:
    found, position = [], 0
    while len(found) < 8 and position < len(sql):
        if gap := _COMMENT.match(sql, position):
            position = gap.end()
            continue
        match = re.compile(r"[A-Za-z_]\w*").match(sql, position)
        if match is None:
            break
        found.append(match[0].upper())
        position = match.end()
    return tuple(found)


def words(sql: str) -> list[str]:
    """The opening words (at most eight) in upper case, up to the first thing that is not a plain word."""
    start = 0
    while gap := _COMMENT.match(sql, start):
        start = gap.end()
    return list(_opening(sql[start:start + 400]))


@dataclass
class Words:
    """A statement taken apart into words, quoted names, strings and signs, read from left to right."""

    tokens: list[str]
    position: int = 0

    @staticmethod
    def of(sql: str) -> Words:
        """The tokens of a statement; dotted names are one token."""
        tokens, position = [], 0
        sql = without_leading_comments(sql)
        while position < len(sql):
            if gap := _COMMENT.match(sql, position):
                position = gap.end()
                continue
            match = _TOKEN.match(sql, position)
            assert match is not None
            tokens.append(match[0])
            position = match.end()
        return Words(tokens)

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.position >= len(self.tokens)

    def peek(self, ahead: int = 0) -> str:
        """The next token in upper case unless it is quoted; empty at the end."""
        index = self.position + ahead
        return "" if index >= len(self.tokens) else _folded(self.tokens[index])

    def take(self) -> str:
        """The next token as typed."""
        if self.done:
            raise SqlError("SQL compilation error:\nsyntax error: unexpected end of the statement.", 1003, "42000")
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *expected: str) -> bool:
        """Read these words if they come next."""
        if all(self.peek(offset) == word for offset, word in enumerate(expected)):
            self.position += len(expected)
            return True
        return False

    def expect(self, *expected: str) -> None:
        """Read these words or fail."""
        for word in expected:
            if not self.accept(word):
                raise self.unexpected()

    def name(self) -> str:
        """A possibly dotted name as typed; IDENTIFIER('...') is resolved."""
        token = self.take()
        if token.upper() == "IDENTIFIER" and self.accept("("):
            token = string(self.take())
            self.expect(")")
        return token

    def finish(self) -> None:
        """Fail if anything is left."""
        if not self.done:
            raise self.unexpected()

    def unexpected(self) -> SqlError:
        """The error for a token in a place where it means nothing."""
        word = self.tokens[self.position] if not self.done else "<EOF>"
        return SqlError(f"SQL compilation error:\nsyntax error line 1 at position {self.position} unexpected '{word}'.", 1003, "42000")

    def option(self) -> tuple[str, Any]:
        """NAME = value, where value is a word, a string, or a parenthesised list of options or values."""
        name = self.take().upper()
        self.expect("=")
        return name, self.value()

    def value(self) -> Any:
        """The value of an option: string without its quotes, word in upper case, list, or dict of options."""
        if self.accept("("):
            return self._list()
        token = self.take()
        if token == "-":
            return "-" + self.take()
        return string(token) if token[0] in "'$" else (unquote(token) if token[0] == '"' else token.upper())

    def _list(self) -> Any:
        options: dict[str, Any] = {}
        values: list[Any] = []
        while not self.accept(")"):
            if self.accept(","):
                continue
            if self.peek(1) == "=":
                name, value = self.option()
                options[name] = value
            else:
                values.append(self.value())
        return options or values


def string(token: str) -> str:
    """The text of a string literal: doubled quotes and backslash escapes resolved."""
    if token.startswith("$$"):
        return token[2:-2]
    if not token.startswith("'"):
        return token
    escapes = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}
    return re.sub(r"\\(.)|''", lambda match: "'" if match[0] == "''" else escapes.get(match[1], match[1]), token[1:-1], flags=re.DOTALL)


def _folded(token: str) -> str:
    return token if token[0] in "'\"$@" else token.upper()
