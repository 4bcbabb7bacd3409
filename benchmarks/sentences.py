"""The rates of proofreading over the corpus of tests/sentences: true sentences that pass, false ones that are caught, by kind.

python benchmarks/sentences.py            the rates
python benchmarks/sentences.py --misses   and each sentence that was misjudged
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from sentence_corpus import FALSE, TRUE, UNSEEN, kinds, misses, read


def main() -> None:
    """Print both rates, by kind and part."""
    for title, files, verb in (("true", TRUE, "passed"), ("false", FALSE, "caught")):
        corpus = read(*files)
        wrong = misses(corpus)
        for kind in kinds(corpus):
            of_kind = [each for each in corpus if each.kind == kind]
            bad = [each for each in of_kind if each in wrong]
            print(f"{title:5}  {kind:14} {verb} {len(of_kind) - len(bad):3} of {len(of_kind)}")
        print(f"{title:5}  {'all':14} {verb} {len(corpus) - len(wrong):3} of {len(corpus)}\n")
        if "--misses" in sys.argv:
            for each in wrong:
                print(f"  {each.kind}: {each.text}\n      {'; '.join(each.told) or 'nothing was told'}")
    print(f"false ones that nothing tells, kept in {UNSEEN.name}: {len(read(UNSEEN))}")


if __name__ == "__main__":
    main()
