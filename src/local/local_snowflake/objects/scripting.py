"""Snowflake Scripting: blocks with variables, IF, FOR, EXECUTE IMMEDIATE and exceptions.

A block is read into a tree of ``Step`` first, so that a mistake in it is found before anything runs.
"""

from __future__ import annotations

import datetime
import decimal
from dataclasses import dataclass, field
from typing import Any, Callable

from local_snowflake.names import quote, split_qualified
from local_snowflake.objects.lexer import Token, tokenize
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

Execute = Callable[[str, list[Any]], Result]


@dataclass
class Step:
    """One step of a block: its kind, a name, the tokens of its expression or statement, and the steps inside it."""

    kind: str
    name: str = ""
    tokens: list[Token] = field(default_factory=list)
    branches: list[tuple[list[Token], list[Step]]] = field(default_factory=list)
    using: list[str] = field(default_factory=list)


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class _Break(Exception):
    """BREAK or EXIT."""


class _Continue(Exception):
    """CONTINUE."""


class Parser:
    """Reads a block."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.position = 0

    def block(self) -> list[Step]:
        """The steps of a whole block; SqlError when something is wrong or left over."""
        steps = [self._block()]
        self._accept_symbol(";")
        if self.position < len(self.tokens):
            raise self._error()
        return steps

    def _block(self) -> Step:
        step = Step("block")
        declarations: list[Step] = []
        if self._accept("DECLARE"):
            while not self._at("BEGIN"):
                declarations.append(self._declaration())
        self._expect("BEGIN")
        body = self._steps("END", "EXCEPTION")
        step.branches.append(([], declarations + body))
        if self._accept("EXCEPTION"):
            while self._accept("WHEN"):
                condition = self._until("THEN")
                self._expect("THEN")
                step.branches.append((condition, self._steps("END", "WHEN")))
        self._expect("END")
        return step

    def _declaration(self) -> Step:
        name = self._take().value
        if self._at_any("EXCEPTION"):
            self.position += 1
            tokens = self._until(";")
            self._expect_symbol(";")
            return Step("exception", name, tokens)
        tokens = self._until(";")
        self._expect_symbol(";")
        return Step("let", name, self._initial(tokens))

    def _initial(self, tokens: list[Token]) -> list[Token]:
        """The expression after := or DEFAULT in a declaration; none when there is only a type."""
        for index, token in enumerate(tokens):
            if token.is_symbol(":=") or token.is_word("DEFAULT"):
                return tokens[index + 1:]
        return []

    def _steps(self, *ends: str) -> list[Step]:
        steps: list[Step] = []
        while not self._at_any(*ends):
            if self.position >= len(self.tokens):
                raise self._error()
            steps.append(self._step())
            self._expect_symbol(";")
        return steps

    def _step(self) -> Step:
        if self._at_any("DECLARE") or (self._at("BEGIN") and not self._begins_transaction()):
            return self._block()
        if self._accept("LET"):
            name = self._take().value
            return Step("let", name, self._initial(self._until(";")))
        if self._accept("RETURN"):
            return Step("return", tokens=self._until(";"))
        if self._accept("IF"):
            return self._if()
        if self._accept("FOR"):
            return self._for()
        if self._accept("WHILE"):
            condition = self._until("DO", "LOOP")
            self.position += 1
            return self._loop_end(Step("while", branches=[(condition, self._steps("END"))]), "WHILE", "LOOP")
        if self._accept("NULL"):
            return Step("null")
        if self._accept("BREAK") or self._accept("EXIT"):
            return Step("break")
        if self._accept("CONTINUE") or self._accept("ITERATE"):
            return Step("continue")
        if self._accept("RAISE"):
            return Step("raise", tokens=self._until(";"))
        if self._at("EXECUTE", "IMMEDIATE") and not self._at("EXECUTE", "IMMEDIATE", "FROM"):
            self.position += 2
            return self._execute_immediate()
        following = self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else None
        if following is not None and following.is_symbol(":="):
            name = self._take().value
            self.position += 1
            return Step("assign", name, self._until(";"))
        return Step("sql", tokens=self._until(";"))

    def _execute_immediate(self) -> Step:
        step = Step("immediate", tokens=self._until(";", "USING"))
        if self._accept("USING"):
            self._expect_symbol("(")
            while not self._accept_symbol(")"):
                step.using.append(self._take().value)
                self._accept_symbol(",")
        return step

    def _if(self) -> Step:
        step = Step("if")
        condition = self._until("THEN")
        self._expect("THEN")
        step.branches.append((condition, self._steps("ELSEIF", "ELSE", "END")))
        while self._accept("ELSEIF"):
            condition = self._until("THEN")
            self._expect("THEN")
            step.branches.append((condition, self._steps("ELSEIF", "ELSE", "END")))
        if self._accept("ELSE"):
            step.branches.append(([], self._steps("END")))
        self._expect("END")
        self._expect("IF")
        return step

    def _for(self) -> Step:
        name = self._take().value
        self._expect("IN")
        source = self._until("DO")
        self._expect("DO")
        return self._loop_end(Step("for", name, branches=[(source, self._steps("END"))]), "FOR")

    def _loop_end(self, step: Step, *words: str) -> Step:
        self._expect("END")
        if not self._at_any(*words):
            raise self._error()
        self.position += 1
        return step

    def _until(self, *ends: str) -> list[Token]:
        start, depth = self.position, 0
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if depth == 0 and (token.is_word(*ends) or (token.kind == "symbol" and token.text in ends)):
                return self.tokens[start:self.position]
            depth += token.is_symbol("(") - token.is_symbol(")")
            depth += token.is_word("CASE") - (depth > 0 and token.is_word("END"))
            self.position += 1
        raise self._error()

    def _begins_transaction(self) -> bool:
        following = self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else None
        return following is not None and (following.is_symbol(";") or following.is_word("TRANSACTION", "WORK", "NAME"))

    def _take(self) -> Token:
        if self.position >= len(self.tokens):
            raise self._error()
        self.position += 1
        return self.tokens[self.position - 1]

    def _at(self, *words: str) -> bool:
        ahead = self.tokens[self.position:self.position + len(words)]
        return len(ahead) == len(words) and all(token.is_word(word) for token, word in zip(ahead, words))

    def _at_any(self, *words: str) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position].is_word(*words)

    def _accept(self, word: str) -> bool:
        if self._at(word):
            self.position += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise self._error()

    def _accept_symbol(self, symbol: str) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position].is_symbol(symbol):
            self.position += 1
            return True
        return False

    def _expect_symbol(self, symbol: str) -> None:
        if not self._accept_symbol(symbol):
            raise self._error()

    def _error(self) -> SqlError:
        if self.position >= len(self.tokens):
            return SqlError("SQL compilation error:\nsyntax error: the block ends unexpectedly.", 1003, "42000")
        token = self.tokens[self.position]
        line = self.text.count("\n", 0, token.start) + 1
        return SqlError(f"SQL compilation error:\nsyntax error in the block, line {line}: unexpected '{token.text[:40]}'.", 1003, "42000")


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


def is_block(sql: str) -> bool:
    """Whether a statement is an anonymous block (and not BEGIN of a transaction)."""
    tokens = tokenize(sql)
    if not tokens or not tokens[0].is_word("BEGIN", "DECLARE"):
        return False
    if tokens[0].is_word("DECLARE"):
        return True
    return len(tokens) > 1 and not tokens[1].is_symbol(";") and not tokens[1].is_word("TRANSACTION", "WORK", "NAME")


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
