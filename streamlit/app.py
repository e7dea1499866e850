"""The page for administrators."""

from actions import Role
from overview import show

show(Role.ADMIN)
