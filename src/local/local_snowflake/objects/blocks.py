"""Reads a block of Snowflake Scripting into a tree of steps."""

from __future__ import annotations

from dataclasses import dataclass, field

from local_snowflake.objects.lexer import Token, tokenize
from local_snowflake.result import SqlError


@dataclass
class Step:
    """One step of a block: its kind, a name, the tokens of its expression or statement, and the steps inside it."""

    kind: str
    name: str = ""
    tokens: list[Token] = field(default_factory=list)
    branches: list[tuple[list[Token], list[Step]]] = field(default_factory=list)
    using: list[str] = field(default_factory=list)


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


def is_block(sql: str) -> bool:
    """Whether a statement is an anonymous block (and not BEGIN of a transaction)."""
    tokens = tokenize(sql)
    if not tokens or not tokens[0].is_word("BEGIN", "DECLARE"):
        return False
    if tokens[0].is_word("DECLARE"):
        return True
    return len(tokens) > 1 and not tokens[1].is_symbol(";") and not tokens[1].is_word("TRANSACTION", "WORK", "NAME")
