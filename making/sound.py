"""Makes `pcc_lib/assets/sound/chart2music.js`: the library that says and plays charts, as one classic script.

    npm install chart2music@1.20.0 esbuild@0.28.2   # anywhere
    python making/sound.py node_modules

A classic script with one global (`pccChart2Music`), so that it loads from disk; without a licence comment of its own inside, for
the licence lies beside it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "pcc_lib/assets/sound"
GLOBAL = "pccChart2Music"


def main() -> None:
    """Bundle, shorten, and put the licence beside it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", type=Path, help="the folder node_modules")
    packages = parser.parse_args().packages
    source = packages / "chart2music"
    number = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    how = ["--bundle", "--minify", "--format=iife", f"--global-name={GLOBAL}", "--target=es2020", "--legal-comments=none"]
    program = [str(packages / "esbuild/bin/esbuild"), str(source / "dist/index.mjs"), *how]
    body = subprocess.run(program, check=True, capture_output=True).stdout.decode("utf-8")
    banner = f"/* Chart2Music {number}, bundled and shortened. MIT licence: see chart2music-LICENSE.txt. */\n"
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "chart2music.js").write_text(banner + body, encoding="utf-8", newline="\n")
    shutil.copyfile(source / "LICENSE", OUT / "chart2music-LICENSE.txt")
    print(f"chart2music.js: {len(banner + body):,} bytes")


if __name__ == "__main__":
    main()
