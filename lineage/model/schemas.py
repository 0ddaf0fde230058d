"""Every answer by the name of its schema."""

from lineage.model.access_answers import AccessAnswer, ApplicationAccessAnswer, PrincipalAccessAnswer
from lineage.model.answers import CheckAnswer, DiffAnswer, ExposureAnswer, FlowAnswer, HarvestAnswer, TraceAnswer
from lineage.model.blast_answers import BlastAnswer
from lineage.model.classification_answers import SuggestedClassificationAnswer
from lineage.model.described import described
from lineage.model.privilege_answers import LeastPrivilegeAnswer
from lineage.model.records import Frozen
from lineage.model.review_answers import ReviewAnswer

ANSWERS: dict[str, type[Frozen]] = {
    "trace": TraceAnswer,
    "exposure": ExposureAnswer,
    "check": CheckAnswer,
    "harvest": HarvestAnswer,
    "diff": DiffAnswer,
    "flow": FlowAnswer,
    "access": AccessAnswer,
    "access-of": PrincipalAccessAnswer,
    "access-app": ApplicationAccessAnswer,
    "blast-radius": BlastAnswer,
    "least-privilege": LeastPrivilegeAnswer,
    "review": ReviewAnswer,
    "suggested-classification": SuggestedClassificationAnswer,
}
"""Every answer by the name of its schema."""


def schemas() -> dict[str, dict[str, object]]:
    """The JSON Schema of every answer by name."""
    return {name: described(answer).model_json_schema(by_alias=True) for name, answer in ANSWERS.items()}
