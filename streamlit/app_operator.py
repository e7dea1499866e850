"""The pages for operators."""

from connector.roles import Role
from connector.shell import show

show(Role.OPERATOR)
