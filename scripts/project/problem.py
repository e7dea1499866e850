"""How a command ends when it cannot go on: a sentence and what to do, never a stack trace."""


class Problem(Exception):
    """A fault a person can act on. The text is printed as it is; the command ends with 1."""


class Usage(Exception):
    """Options that cannot be right, all of them at once. The command ends with 2."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
