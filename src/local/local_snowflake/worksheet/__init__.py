"""The command line worksheet."""
