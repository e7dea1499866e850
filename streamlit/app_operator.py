"""The page for operators."""

from actions import Role
from overview import show

show(Role.OPERATOR)
