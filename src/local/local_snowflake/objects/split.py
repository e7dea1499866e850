"""Cuts a script into its statements."""

from __future__ import annotations

from local_snowflake.objects.lexer import Token, tokenize

_AFTER_BEGIN = ("TRANSACTION", "WORK", "NAME")
_CLOSED_BY_END = ("CASE", "LOOP", "WHILE", "FOR", "REPEAT")


def split(script: str) -> list[str]:
    """The statements of a script, each without its semicolon; strings, bodies, comments and BEGIN ... END blocks stay whole."""
    statements: list[str] = []
    current: list[Token] = []
    tokens = tokenize(script)
    depth, declaring = 0, False
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        previous = tokens[index - 1] if index else None
        if depth or declaring or _opens_block(current, token, following):
            depth, declaring = _depth(depth, declaring, token, previous, following)
        if token.is_symbol(";") and not depth and not declaring:
            if current:
                statements.append(script[current[0].start:current[-1].end])
            current = []
        else:
            current.append(token)
    if current:
        statements.append(script[current[0].start:current[-1].end])
    return statements


def _opens_block(current: list[Token], token: Token, following: Token | None) -> bool:
    """Whether a block of Snowflake Scripting begins here: at the statement's start or as the bare body after AS."""
    if not token.is_word("BEGIN", "DECLARE"):
        return False
    if not current:
        return token.is_word("DECLARE") or not (
            following is None or following.is_symbol(";") or following.is_word(*_AFTER_BEGIN))
    return current[0].is_word("CREATE", "ALTER", "WITH", "EXECUTE") and current[-1].is_word("AS")


def _depth(depth: int, declaring: bool, token: Token, previous: Token | None, following: Token | None) -> tuple[int, bool]:
    if token.kind != "word":
        return depth, declaring
    word = token.text.upper()
    after_end = previous is not None and previous.is_word("END")
    if word == "DECLARE" and not depth:
        return depth, True
    if word == "BEGIN":
        plain = following is None or following.is_symbol(";") or following.is_word(*_AFTER_BEGIN)
        return (depth, declaring) if depth and plain else (depth + 1, False)
    if word in _CLOSED_BY_END and depth and not after_end:
        return depth + 1, declaring
    if word == "IF" and depth and not after_end and not (following is not None and following.is_word("EXISTS", "NOT")):
        return depth + 1, declaring
    if word == "END" and depth:
        return depth - 1, declaring
    return depth, declaring
