"""One question per file: pure functions of a `HopSource` or of columns, given verdicts as inputs."""
