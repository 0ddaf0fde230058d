"""Users, what they hold and what that permits, from tables that were exported from an org."""
