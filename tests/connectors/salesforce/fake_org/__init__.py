"""An org for tests, described as plain data and served over HTTPS on this machine, with the documented shapes, caps and errors.

    org = FakeOrg(data=tables({"User": [{"Id": "005000000000001AAA", "Name": "Ada"}]}))
    with served(org) as address:
        ...  # speak to https://127.0.0.1:<port>; `address.certificates` is the file to trust

`org.asked` lists what was asked; `org.faults` makes answers go wrong.
"""

from tests.connectors.salesforce.fake_org.org import (
    Asked,
    FakeOrg,
    Fault,
    Reply,
    Table,
    described,
    tables,
)
from tests.connectors.salesforce.fake_org.server import Served, served, token_of

__all__ = ["Asked", "FakeOrg", "Fault", "Reply", "Served", "Table", "described", "served", "tables", "token_of"]
