"""Claims of the original in the commentary: each is told where its entry says, and in a sentence that says whose claim it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.models.originals import Claim, Claims, Telling
from pcc_lib.inputs.plan import PLAN, QuarterFolder, priorities, quarter_names, table
from pcc_lib.writing.sections import sentences

FILE = f"{PLAN}/claims.yml"


def fault_list(folder: QuarterFolder) -> list[Fault]:
    """Every fault of the telling of claims, in the quarter whose commentary tells them (none in any other)."""
    listed: Claims | None = table(folder.project, "claims")
    if listed is None:
        return []
    if listed.quarter and listed.quarter not in (known := quarter_names(folder.project)):
        return [Fault(FILE, "quarter", f"there is no quarter {listed.quarter}.", suggest(listed.quarter, known))]
    of_this = listed.of(str(folder.quarter))
    return [f for claim in of_this for telling in claim.told for f in _faults(folder, listed, claim, telling)]


def _faults(folder: QuarterFolder, listed: Claims, claim: Claim, telling: Telling) -> Iterator[Fault]:
    kinds = _kinds(folder)
    if telling.place not in kinds:
        yield Fault(FILE, f"{claim.id}, told", f"there is no topic or priority '{telling.place}'.", suggest(telling.place, kinds))
        return
    file, text = folder.commentary(kinds[telling.place], telling.place)
    telling_it = [s for s in sentences(text) if " ".join(telling.words.split()) in s]
    if not telling_it:
        todo = "Tell the claim there, or write the words of the sentence that tells it."
        yield Fault(FILE, f"{claim.id}, told", f"no sentence of {file} holds '{telling.words}'.", todo)
    for sentence in telling_it if claim.needs_its_source else ():
        if not any(_says(sentence, words) for words in listed.attributed_by):
            found = f"'{telling.words}' is told as a fact, and {FILE} says of {claim.id}: {claim.verdict}."
            yield Fault(file, "", found, f"Say in the sentence whose claim it is: {', '.join(listed.attributed_by)}.")


def _says(sentence: str, words: str) -> bool:
    """Whether these words stand in a sentence, in letters of either case: `it says`, and not `permit says`."""
    return bool(re.search(rf"(?<!\w){re.escape(' '.join(words.split()))}(?!\w)", sentence, re.IGNORECASE))


def _kinds(folder: QuarterFolder) -> dict[str, str]:
    """The kind of commentary by the id of its topic or priority."""
    kinds = dict.fromkeys(topic_ids(folder.project), "topics")
    return kinds | {p.id: "priorities" for p in priorities(folder.project)}
