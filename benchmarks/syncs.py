"""An organisation of field-level flows only: each object is synchronised, field by field, with one table of a vendor."""

from itertools import islice
from random import Random

from benchmarks.generate import AS_OF, ELEMENTS, ORG, Organisation, said
from benchmarks.size import Size
from lineage.model.ids import Id
from lineage.model.records import Authorization, Channel, Classification, Dataset, Field, Hop, Job, System
from lineage.model.verdicts import Form, Transit

_SEED = 17
_FIELDS = 240
"""Fields of each object; all of them are sent."""


def synced(hops: int = 72_000, destinations: int = 100) -> Organisation:
    """As many field-level hops, a tenth of them of classified fields, and a right for half of the vendors."""
    random = Random(_SEED)
    objects = hops // _FIELDS
    made = Organisation(Size(objects, _FIELDS, hops, destinations, hops // 10, destinations // 2))
    vendors = [Id.system(f"vendor-{number:03}.example") for number in range(destinations)]
    made.things[ORG] = System(id=ORG, label="Acme", kind="salesforce", operator="Acme", evidence=said("org"))
    for vendor in vendors:
        made.things[vendor] = System(id=vendor, operator=vendor.partition(".")[0], evidence=said(vendor))
    for number in range(objects):
        _sync(made, random, number, vendors[number % destinations])
    for field in random.sample([id for id, _, _ in made.fields], hops // 10):
        forms = {random.choice(ELEMENTS): Form.CLEAR}
        made.classifications.append(Classification(field=field, elements=forms, source="platform", evidence=said(field.path)))
    for vendor in islice(vendors, destinations // 2):
        elements = tuple(random.sample(ELEMENTS, len(ELEMENTS) // 2))
        party = vendor.partition(".")[0]
        made.rights.append(
            Authorization(
                id=f"right of {party}", party=party, purpose="sync", elements=elements, start=AS_OF, evidence=said(party)
            )
        )
    return made


def _sync(made: Organisation, random: Random, number: int, vendor: Id) -> None:
    one, table = ORG.dataset(f"Object_{number:04}__c"), vendor.dataset(f"table_{number:04}")
    job, channel = ORG.of_kind("job", f"sync-{number:04}"), ORG.of_kind("channel", f"sync-{number:04}")
    made.things[one] = Dataset(id=one, subtype="sObject", complete=True, evidence=said(one.path))
    made.things[table] = Dataset(id=table, subtype="table", evidence=said(table.path))
    made.things[job] = Job(id=job, subtype="sync", runs_in=ORG, evidence=said(job.name))
    transit = random.choice((Transit.ENCRYPTED, Transit.ENCRYPTED, Transit.UNENCRYPTED, None))
    made.things[channel] = Channel(id=channel, url=f"https://{vendor}", transit=transit, evidence=said(channel.name))
    for at in range(_FIELDS):
        source, target = one.field(f"Field_{at:03}__c"), table.field(f"column_{at:03}")
        made.fields.append((source, "Text", f"Field {at}"))
        made.things[target] = Field(id=target, type="varchar", evidence=said(target.path))
        made.hops.append(
            Hop(source=source, target=target, job=job, channel=channel, transit=transit, evidence=said(f"{job.name}:{at + 1}"))
        )
