"""How many sections of a copy of last quarter's text are open, however somebody has changed it; and of honest quarters.

python benchmarks/copies.py            the sections that are open, of each kind of copy
python benchmarks/copies.py --which    and which are not (of an honest quarter: which are)
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from copied_quarters import COPIES, HONEST, Copied, honest_texts


def main() -> None:
    """Print a line for each kind of copy, and for each honest quarter."""
    copied = Copied.of_sample()
    for title, change in COPIES.items():
        found = copied.headings(change)
        closed = [f"{each.text} {each.title}" for each in found if not each.is_open]
        print(f"copy    {title:42} open {len(found) - len(closed):2} of {len(found)}")
        if "--which" in sys.argv:
            print("".join(f"          {name}\n" for name in closed), end="")
    for name, found in copied.honest(HONEST):
        still = [f"{each.text} {each.title} ({each.same} of {each.sentences})" for each in found if each.is_open]
        print(f"honest  {name:42} open {len(still):2} of {len(found)}")
        if "--which" in sys.argv:
            print("".join(f"          {each}\n" for each in still), end="")
    mixed = copied.mixed(honest_texts(HONEST[0]))
    print(f"copy    {'half of one earlier quarter, half of another':42} open {sum(e.is_open for e in mixed):2} of {len(mixed)}")


if __name__ == "__main__":
    main()
