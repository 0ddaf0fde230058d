"""The graph: how records become one, and how it is asked."""
