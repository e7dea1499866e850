"""Runs blocks of Snowflake Scripting: variables, IF, FOR, EXECUTE IMMEDIATE and exceptions.

A block is read as a whole first (``blocks``), so that a mistake in it is found before anything runs.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Any, Callable

from local_snowflake.names import quote, split_qualified
from local_snowflake.objects.blocks import Parser, Step
from local_snowflake.objects.lexer import Token
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

Execute = Callable[[str, list[Any]], Result]


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class _Break(Exception):
    """BREAK or EXIT."""


class _Continue(Exception):
    """CONTINUE."""


class Interpreter:
    """Runs the steps of a block in a session."""

    def __init__(self, session: Session, text: str, execute: Execute, variables: dict[str, Any] | None = None) -> None:
        self._session = session
        self._text = text
        self._execute = execute
        self._variables: dict[str, Any] = {"SQLROWCOUNT": None, "SQLERRM": None, "SQLCODE": None, "SQLSTATE": None, **(variables or {})}
        self._exceptions: dict[str, SqlError] = {}

    def run(self) -> Any:
        """The value of RETURN, None without one. Raises SqlError."""
        try:
            self._all(Parser(self._text).block())
        except _Return as returned:
            return returned.value
        return None

    def _all(self, steps: list[Step]) -> None:
        for step in steps:
            if self._session.closed or self._session.extras.get("cancelled"):
                raise SqlError("SQL execution canceled", 604, "57014")
            getattr(self, f"_do_{step.kind}")(step)

    def _do_block(self, step: Step) -> None:
        try:
            self._all(step.branches[0][1])
        except SqlError as error:
            for condition, steps in step.branches[1:]:
                if self._matches(condition, error):
                    self._variables.update(SQLERRM=error.message, SQLCODE=error.code, SQLSTATE=error.sqlstate)
                    self._variables["\0error"] = error
                    self._all(steps)
                    return
            raise

    def _matches(self, condition: list[Token], error: SqlError) -> bool:
        names = [token.value for token in condition if token.kind in ("word", "quoted") and not token.is_word("OR")]
        return "OTHER" in names or ("STATEMENT_ERROR" in names and error not in self._exceptions.values()) or any(
            self._exceptions.get(name) is error for name in names)

    def _do_exception(self, step: Step) -> None:
        numbers = [token.value for token in step.tokens if token.kind == "number"]
        texts = [token.value for token in step.tokens if token.kind == "string"]
        self._exceptions[step.name] = SqlError(texts[0] if texts else step.name, -int(numbers[0]) if numbers else -20000, "P0001")

    def _do_raise(self, step: Step) -> None:
        if not step.tokens:
            raise self._variables.get("\0error") or SqlError("RAISE without an exception", 1003, "42000")
        name = step.tokens[0].value
        if name not in self._exceptions:
            raise SqlError(f"SQL compilation error:\nidentifier '{name}' must be declared", 904, "42000")
        raise self._exceptions[name]

    def _do_let(self, step: Step) -> None:
        self._variables[step.name] = self.evaluate(step.tokens) if step.tokens else None

    def _do_assign(self, step: Step) -> None:
        if step.name not in self._variables:
            raise SqlError(f"SQL compilation error:\nidentifier '{step.name}' must be declared", 904, "42000")
        self._variables[step.name] = self.evaluate(step.tokens)

    def _do_return(self, step: Step) -> None:
        raise _Return(self.evaluate(step.tokens) if step.tokens else None)

    def _do_null(self, step: Step) -> None:
        return

    def _do_break(self, step: Step) -> None:
        raise _Break

    def _do_continue(self, step: Step) -> None:
        raise _Continue

    def _do_if(self, step: Step) -> None:
        for condition, steps in step.branches:
            if not condition or self.evaluate(condition) is True:
                self._all(steps)
                return

    def _do_while(self, step: Step) -> None:
        condition, steps = step.branches[0]
        while self.evaluate(condition) is True:
            try:
                self._all(steps)
            except _Break:
                return
            except _Continue:
                continue

    def _do_for(self, step: Step) -> None:
        source, steps = step.branches[0]
        for value in self._values(source):
            self._variables[step.name] = value
            try:
                self._all(steps)
            except _Break:
                return
            except _Continue:
                continue

    def _values(self, source: list[Token]) -> Any:
        to = next((index for index, token in enumerate(source) if token.is_word("TO")), None)
        if to is not None and not source[0].is_symbol("("):
            return range(int(self.evaluate(source[:to])), int(self.evaluate(source[to + 1:])) + 1)
        text, binds = self._bound(source, colon_only=True)
        result = self._execute(text.strip().removeprefix("(").removesuffix(")"), binds)
        return [dict(zip((column.name for column in result.columns), row)) for row in result.rows]

    def _do_immediate(self, step: Step) -> None:
        text = self.evaluate(step.tokens)
        if text is None:
            raise SqlError("SQL compilation error:\nEXECUTE IMMEDIATE of NULL", 1003, "42000")
        self._remember(self._execute(str(text), [self._variable(name) for name in step.using]))

    def _do_sql(self, step: Step) -> None:
        tokens, cut, targets = _without_into(step.tokens)
        text, binds = self._bound(tokens, colon_only=True, cut=cut)
        result = self._execute(text, binds)
        self._remember(result)
        if targets:
            rows = result.rows
            if len(rows) != 1 or len(rows[0]) < len(targets):
                raise SqlError(f"SELECT INTO returned {len(rows)} rows; exactly one is expected.", 100357, "P0000")
            for name, value in zip(targets, rows[0]):
                self._variables[name] = value

    def _remember(self, result: Result) -> None:
        self._variables["SQLROWCOUNT"] = result.affected
        self._session.extras["last_result"] = result

    def evaluate(self, tokens: list[Token]) -> Any:
        """The value of an expression in which variables stand with or without colon."""
        if len(tokens) == 1:
            token = tokens[0]
            if token.kind in ("string", "dollar"):
                return token.value
            if token.kind == "number" and token.text.isdigit():
                return int(token.text)
            if token.kind == "variable" or (token.kind in ("word", "quoted") and token.value in self._variables):
                return self._variable(token.value)
            if token.is_word("TRUE", "FALSE", "NULL"):
                return {"TRUE": True, "FALSE": False, "NULL": None}[token.text.upper()]
        text, binds = self._bound(tokens, colon_only=False)
        return self._execute(f"SELECT {text}", binds).rows[0][0]

    def _variable(self, name: str) -> Any:
        if name not in self._variables:
            raise SqlError(f"SQL compilation error:\nBind variable :{name} not set.", 2049, "42601")
        return self._variables[name]

    def _bound(self, tokens: list[Token], colon_only: bool, cut: tuple[int, int] | None = None) -> tuple[str, list[Any]]:
        """The text of tokens with variables replaced by placeholders (and without the cut place), and their values."""
        pieces: list[str] = []
        binds: list[Any] = []
        position = tokens[0].start
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if cut and position <= cut[0] < token.start:
                pieces.append(self._text[position:cut[0]])
                position = cut[1]
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            previous = tokens[index - 1] if index else None
            named = token.kind == "variable" or (
                token.kind in ("word", "quoted") and token.value in self._variables and not (previous and previous.is_symbol("."))
                and not (following and following.is_symbol("(")))
            record = isinstance(self._variables.get(token.value), dict) and following is not None and following.is_symbol(".")
            if not named or (colon_only and token.kind != "variable" and not record):
                index += 1
                continue
            pieces.append(self._text[position:token.start])
            value, used = self._variable(token.value), 1
            if record and index + 2 < len(tokens):
                value, used = value[tokens[index + 2].value], 3
            if previous is not None and previous.is_symbol("(") and index > 1 and tokens[index - 2].is_word("IDENTIFIER", "TABLE"):
                pieces.append("'" + ".".join(quote(part) for part in split_qualified(str(value))).replace("'", "''") + "'")
            else:
                pieces.append("?")
                binds.append(value)
            position = tokens[index + used - 1].end
            index += used
        pieces.append(self._text[position:tokens[-1].end])
        return "".join(pieces), binds


def _without_into(tokens: list[Token]) -> tuple[list[Token], tuple[int, int] | None, list[str]]:
    """Take ``INTO :a, :b`` out of a SELECT or CALL: the remaining tokens, the place in the text that is cut out, and the names."""
    if not tokens or not tokens[0].is_word("SELECT", "WITH", "CALL"):
        return tokens, None, []
    depth = 0
    for index, token in enumerate(tokens):
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0 and token.is_word("INTO"):
            end, names = index + 1, []
            while end < len(tokens) and (tokens[end].kind == "variable" or (names and tokens[end].is_symbol(","))):
                if tokens[end].kind == "variable":
                    names.append(tokens[end].value)
                end += 1
            if names:
                return tokens[:index] + tokens[end:], (token.start, tokens[end - 1].end), names
    return tokens, None, []


def as_text(value: Any) -> str | None:
    """A value as the text in which procedures exchange it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    return str(value)
