"""Samples of values, only where a project asks for them by name: what they look like, in counts."""

from connectors.value_sample.sampling import NAME, SampleSettings, harvest, plan
from lineage.connector import Connector

connector = Connector(
    name=NAME,
    about="Values of one dataset, from a CSV file that you exported: it reads them, counts what they look like, and keeps only the counts.",
    settings=SampleSettings,
    harvest=harvest,
    detect=lambda _: False,
    plan=plan,
    looks_for="",
)
