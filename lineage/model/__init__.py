"""The vocabulary: ids, records, verdict values and answers. Imports nothing but pydantic."""
