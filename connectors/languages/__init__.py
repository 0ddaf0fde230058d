"""Little languages that several sources speak; a leaf that any connector may import."""
