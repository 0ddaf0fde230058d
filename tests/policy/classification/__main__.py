"""Print how well the labelled fields are classified, and those that differ: `python -m tests.policy.classification`."""

from tests.policy.classification.evaluation import compare, read_labels, table

scores, differing = compare(read_labels())
print(table(scores))
print(*differing, sep="\n")
