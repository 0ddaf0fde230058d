"""The org itself, asked over its API."""
