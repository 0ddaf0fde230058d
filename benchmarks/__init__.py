"""Generated organisations of known size, and what the program takes for them, beside peers in the same run."""
