"""Checks the package folder of a Snowflake Native App without an account.

Snowflake's own validator needs a connection, and no public parser knows the statements of native apps. So the rules
that its documentation gives are written down here, one function each, over the tokens of the scripts. See README.md.
"""
