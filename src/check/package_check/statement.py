"""Statements of a script: split as Snowflake splits them, with the line each begins on."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot.dialects.snowflake import Snowflake
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType


class _Words(Snowflake):
    """Snowflake's words without sqlglot's habit of taking all that follows CALL or EXECUTE as one text."""

    class Tokenizer(Snowflake.Tokenizer):
        COMMANDS: set[TokenType] = set()


OPENERS = {"BEGIN", "IF", "FOR", "LOOP", "WHILE", "REPEAT", "CASE"}
TEXTS = {TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING}


@dataclass(frozen=True)
class Finding:
    """A fault: where it is, which rule it breaks, what it is, what to do instead."""

    file: str
    line: int
    rule: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} [{self.rule}]\n    {self.remedy}"


@dataclass(frozen=True)
class Statement:
    """One statement. `words` are its tokens in upper case (quoted names and texts keep their case)."""

    file: str
    tokens: tuple[Token, ...]
    text: str
    line_offset: int = 0

    @property
    def line(self) -> int:
        return self.line_of(0)

    def line_of(self, index: int) -> int:
        return self.tokens[min(index, len(self.tokens) - 1)].line + self.line_offset

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(_word(token) for token in self.tokens)

    def starts(self, *words: str) -> bool:
        return self.words[: len(words)] == words

    def find(self, *words: str) -> int:
        """Where these words stand side by side, or -1. Texts in quotes never match."""
        own = self.words
        for index in range(len(own) - len(words) + 1):
            if own[index : index + len(words)] == words and not any(self.is_text(at) for at in range(index, index + len(words))):
                return index
        return -1

    def is_text(self, index: int) -> bool:
        return self.tokens[index].token_type in TEXTS

    def value(self, *words: str) -> str | None:
        """The text after `WORDS =`, without its quotes."""
        at = self.find(*words, "=")
        return self.tokens[at + len(words) + 1].text if at >= 0 and at + len(words) + 1 < len(self.tokens) else None

    def values(self, *words: str) -> list[str] | None:
        """What stands in `WORDS = ( ... )`, commas dropped; None when it is not there."""
        at = self.find(*words, "=", "(")
        if at < 0:
            return None
        depth, found = 1, []
        for token in self.tokens[at + len(words) + 2 :]:
            depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
            if depth == 0:
                break
            if token.token_type is not TokenType.COMMA:
                found.append(token.text)
        return found

    def name_at(self, index: int) -> tuple[str, ...]:
        """The dotted name that begins at this word, folded as Snowflake folds it."""
        parts = []
        while index < len(self.tokens):
            token = self.tokens[index]
            parts.append(token.text if token.token_type is TokenType.IDENTIFIER else token.text.upper())
            if index + 1 >= len(self.tokens) or self.tokens[index + 1].token_type is not TokenType.DOT:
                break
            index += 2
        return tuple(parts)

    def body(self) -> "Statement | None":
        """The quoted text after AS, as one statement holding its tokens; None without one."""
        for index in range(1, len(self.tokens)):
            if self.is_text(index) and self.words[index - 1] == "AS":
                token = self.tokens[index]
                inner = tuple(_Words().tokenize(token.text))
                # sqlglot gives a token the line it ends on.
                start = token.line - token.text.count("\n") + self.line_offset
                return Statement(self.file, inner, token.text, start - 1) if inner else None
        return None


def split(file: str, script: str) -> tuple[list[Statement], list[Finding]]:
    """The statements of a script; a text that has no end is a finding."""
    try:
        tokens = _Words().tokenize(script)
    except TokenError as error:
        return [], [Finding(file, 1, "text", f"the script cannot be read: {error}", "Look for a quote or $$ that is not closed.")]
    return [Statement(file, part, script[part[0].start : part[-1].end + 1]) for part in _parts(tokens)], []


def inner_statements(block: Statement) -> list[Statement]:
    """The statements inside a body, without the words that only steer (BEGIN, END, LET, RETURN and so on)."""
    found, part = [], []
    for token in block.tokens:
        word = _word(token)
        if token.token_type is TokenType.SEMICOLON or word in {"BEGIN", "THEN", "ELSE", "DO", "LOOP", "DECLARE"}:
            if part:
                found.append(Statement(block.file, tuple(part), "", block.line_offset))
            part = []
        else:
            part.append(token)
    return found + ([Statement(block.file, tuple(part), "", block.line_offset)] if part else [])


def _parts(tokens: list[Token]) -> Iterator[tuple[Token, ...]]:
    part: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        word, before = _word(token), _word(tokens[index - 1]) if part else ""
        after = _word(tokens[index + 1]) if index + 1 < len(tokens) else ""
        if token.token_type is TokenType.SEMICOLON and depth == 0:
            if part:
                yield tuple(part)
            part = []
            continue
        if token.token_type in TEXTS or token.token_type is TokenType.IDENTIFIER:
            pass
        elif depth == 0 and word in {"BEGIN", "DECLARE"} and (not part or before == "AS") and after != "TRANSACTION":
            # DECLARE is closed by the END of the BEGIN that follows it.
            depth = 1
        elif depth > 0 and word == "BEGIN" and not any(_word(earlier) == "BEGIN" for earlier in part) and "DECLARE" in map(_word, part):
            pass
        elif depth > 0 and word == "END":
            depth -= 1
        elif depth > 0 and word in OPENERS and before != "END" and not (word == "IF" and after in {"EXISTS", "NOT"}):
            depth += 1
        part.append(token)
    if part:
        yield tuple(part)


def _word(token: Token) -> str:
    return token.text if token.token_type in TEXTS or token.token_type is TokenType.IDENTIFIER else token.text.upper()
