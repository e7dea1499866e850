"""Reads a statement word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

from local_snowflake.names import display, split_qualified
from local_snowflake.objects.lexer import Token, tokenize
from local_snowflake.result import SqlError


@dataclass(frozen=True)
class Name:
    """A name as it stands in a statement: one to three exact parts."""

    parts: tuple[str, ...]

    @property
    def last(self) -> str:
        """The object's own name."""
        return self.parts[-1]

    def __str__(self) -> str:
        return display(*self.parts)


@dataclass(frozen=True)
class Pair:
    """``'alias' = name`` inside a list."""

    key: str
    value: Any


class Reader:
    """A position in the tokens of one statement."""

    def __init__(self, sql: str, binds: Sequence[Any] | None = None) -> None:
        self.sql = sql
        self.tokens = tokenize(sql)
        self.binds = list(binds or ())
        self.position = 0

    @property
    def token(self) -> Token | None:
        """The next token; None at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def looking_at(self, *words: str) -> bool:
        """Whether these key words come next."""
        ahead = self.tokens[self.position:self.position + len(words)]
        return len(ahead) == len(words) and all(token.is_word(word) for token, word in zip(ahead, words))

    def accept(self, *words: str) -> bool:
        """Step over these key words if they come next."""
        if self.looking_at(*words):
            self.position += len(words)
            return True
        return False

    def accept_any(self, *words: str) -> str | None:
        """Step over one of these key words; the one that stood there."""
        token = self.token
        if token is not None and token.is_word(*words):
            self.position += 1
            return token.text.upper()
        return None

    def expect(self, *words: str) -> None:
        """Step over these key words or fail."""
        if not self.accept(*words):
            raise self.error(" ".join(words))

    def accept_symbol(self, text: str) -> bool:
        """Step over a symbol if it comes next."""
        if self.token is not None and self.token.is_symbol(text):
            self.position += 1
            return True
        return False

    def expect_symbol(self, text: str) -> None:
        """Step over a symbol or fail."""
        if not self.accept_symbol(text):
            raise self.error(f"'{text}'")

    def word(self) -> str:
        """The next key word, in upper case."""
        token = self.take("a word")
        if token.kind != "word":
            raise self.error("a word", back=1)
        return token.text.upper()

    def take(self, wanted: str = "more") -> Token:
        """The next token, whatever it is."""
        token = self.token
        if token is None:
            raise self.error(wanted)
        self.position += 1
        return token

    def at_end(self) -> bool:
        """Whether nothing follows (but a semicolon)."""
        return self.token is None or (self.token.is_symbol(";") and self.position == len(self.tokens) - 1)

    def finish(self) -> None:
        """Fail when something follows."""
        if not self.at_end():
            raise self.error("the end of the statement")

    def error(self, wanted: str, back: int = 0) -> SqlError:
        """A syntax error at this place."""
        place = self.position - back
        if place >= len(self.tokens):
            return SqlError(f"SQL compilation error:\nsyntax error: unexpected end of the statement, expected {wanted}.", 1003, "42000")
        token = self.tokens[place]
        line = self.sql.count("\n", 0, token.start) + 1
        column = token.start - self.sql.rfind("\n", 0, token.start) - 1
        return SqlError(f"SQL compilation error:\nsyntax error line {line} at position {column} unexpected '{token.text[:40]}', "
                        f"expected {wanted}.", 1003, "42000")

    def bind(self, number: int) -> Any:
        """The value of a placeholder."""
        if number >= len(self.binds):
            raise SqlError(f"SQL compilation error:\nBind variable ? number {number + 1} not set.", 2049, "42601")
        return self.binds[number]

    def name(self) -> Name:
        """A qualified name, IDENTIFIER('...') included."""
        if self.accept("IDENTIFIER"):
            self.expect_symbol("(")
            text = self.string()
            self.expect_symbol(")")
            return Name(tuple(split_qualified(text)))
        parts = [self._part()]
        while self.token is not None and self.token.is_symbol("."):
            self.position += 1
            parts.append(self._part())
        if len(parts) > 3:
            raise self.error("a name of at most three parts", back=1)
        return Name(tuple(parts))

    def _part(self) -> str:
        token = self.take("a name")
        if token.kind not in ("word", "quoted"):
            raise self.error("a name", back=1)
        return token.value

    def string(self) -> str:
        """A string literal, a $$ body or a bound text."""
        token = self.take("a string")
        if token.kind in ("string", "dollar"):
            return token.value
        if token.kind == "bind":
            return str(self.bind(int(token.value)))
        raise self.error("a string", back=1)

    def number(self) -> int:
        """A whole number, as literal or bound."""
        token = self.take("a number")
        negative = token.is_symbol("-")
        if negative:
            token = self.take("a number")
        try:
            number = int(self.bind(int(token.value)) if token.kind == "bind" else token.value)
        except (TypeError, ValueError):
            raise self.error("a whole number", back=1) from None
        return -number if negative else number

    def value(self) -> Any:
        """A property's value: str, int, bool, None, Name, or a list of those and of Pairs."""
        token = self.token
        if token is None:
            raise self.error("a value")
        if token.kind in ("string", "dollar"):
            return self.string()
        if token.kind == "bind":
            self.position += 1
            return self.bind(int(token.value))
        if token.kind == "number" or token.is_symbol("-"):
            return self.number()
        if token.is_symbol("("):
            return self._list()
        for word, meaning in (("TRUE", True), ("FALSE", False), ("NULL", None)):
            if self.accept(word):
                return meaning
        return self.name()

    def _list(self) -> list[Any]:
        self.expect_symbol("(")
        values: list[Any] = []
        while not self.accept_symbol(")"):
            value = self.value()
            if self.accept_symbol("="):
                value = Pair(value if isinstance(value, str) else str(value.last), self.value())
            values.append(value)
            if not self.accept_symbol(","):
                self.expect_symbol(")")
                break
        return values

    def properties(self, *known: str, until: Sequence[str] = ()) -> dict[str, Any]:
        """``KEY = value`` pairs up to the end or to one of the words in ``until``; unknown keys are errors."""
        found: dict[str, Any] = {}
        while not self.at_end() and not (self.token is not None and self.token.is_word(*until)):
            if found and self.accept_symbol(","):
                continue
            key = self.word()
            if key not in known:
                raise SqlError(f"SQL compilation error:\ninvalid property '{key}' (known here: {', '.join(known)})", 1420, "22023")
            self.accept_symbol("=")
            found[key] = self.value()
        return found

    def rest(self) -> str:
        """The remaining text of the statement."""
        token = self.token
        if token is None:
            return ""
        self.position = len(self.tokens)
        return self.sql[token.start:].rstrip().removesuffix(";").rstrip()
