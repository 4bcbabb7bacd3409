"""Puts what an RO-Crate's terms mean into the cache of the validator, so that it validates without a network.

Run by the validator's own Python: `python crate_cache.py CACHE`. The context is that of RO-Crate 1.1
(https://w3id.org/ro/crate/1.1/context), as far as the crates of this project use it. A term that it lacks is reported.
"""

import json
import sys
from datetime import UTC, datetime

URL = "https://w3id.org/ro/crate/1.1/context"
SCHEMA = "http://schema.org/"
OF_SCHEMA = (
    "CreateAction CreativeWork Dataset Organization SoftwareApplication about author datePublished description encodingFormat "
    "hasPart instrument license mentions name object publisher result softwareVersion url version"
)
CONTEXT = {term: SCHEMA + term for term in OF_SCHEMA.split()} | {
    "File": f"{SCHEMA}MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}


def put(cache: str) -> None:
    """Write the answer that the address of the context would give into a cache of requests-cache."""
    from requests_cache import CachedRequest, CachedResponse, CachedSession

    headers = {"Content-Type": "application/ld+json"}
    answer = CachedResponse(
        status_code=200,
        url=URL,
        headers=headers,
        content=json.dumps({"@context": CONTEXT}).encode(),
        request=CachedRequest(method="GET", url=URL, headers={}),
        created_at=datetime.now(UTC),
        encoding="utf-8",
        reason="OK",
    )
    answer._content = json.dumps({"@context": CONTEXT}).encode()
    session = CachedSession(cache_name=cache, backend="sqlite", expire_after=-1)
    session.cache.save_response(answer)


if __name__ == "__main__":
    put(sys.argv[1])
