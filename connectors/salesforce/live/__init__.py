"""A live org: what is asked of it, and the rows that its answers give."""
