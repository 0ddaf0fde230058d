"""Where snapshots rest between runs."""
