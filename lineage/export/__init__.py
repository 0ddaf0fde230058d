"""Documents: pure functions from answers to text. Whatever came from a source is untrusted here and leaves escaped."""
