"""The pages for administrators."""

from connector.roles import Role
from connector.shell import show

show(Role.ADMIN)
