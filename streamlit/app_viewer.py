"""The pages for those who look."""

from connector.roles import Role
from connector.shell import show

show(Role.VIEWER)
