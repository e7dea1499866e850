"""The page for those who look."""

from actions import Role
from overview import show

show(Role.VIEWER)
