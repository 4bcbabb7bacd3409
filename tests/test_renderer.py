"""The renderer of drawings: it lays out with the typefaces that come with it, whatever the machine has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from test_charts import forms

from pcc_lib.charts import renderer
from pcc_lib.charts.bundle import vegalite_version
from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.images import slim_svg
from pcc_lib.charts.renderer import NO_TYPEFACES, SETTING, svg_of
from pcc_lib.core.setting import set_for_now

DRAW = """
import json, os, sys
from pcc_lib.charts.images import static_svg
before = dict(os.environ)
sys.stdout.buffer.write(static_svg(json.load(sys.stdin)).encode("utf-8"))
assert dict(os.environ) == before
"""


def drawn(spec: str, **said: str) -> bytes:
    """A chart, drawn by a process of its own whose environment says this too."""
    env = {key: value for key, value in os.environ.items() if key != SETTING} | {"PYTHONPATH": str(ROOT), **said}
    done = subprocess.run([sys.executable, "-c", DRAW], input=spec.encode(), capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def other_typeface(tmp_path) -> str:
    """A machine whose Liberation Sans is a wider typeface of that name: what says which typefaces it has."""
    fonts = pytest.importorskip("fontTools.ttLib")
    found = sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))
    if not found:
        pytest.skip("there is no typeface here to take another name")
    font = fonts.TTFont(found[0])
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = "Liberation Sans"
    font.save(tmp_path / "other.ttf")
    said = tmp_path / "fonts.conf"
    said.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{tmp_path}</dir></fontconfig>',
        encoding="utf-8",
        newline="\n",
    )
    return str(said)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have Liberation Sans in no place of theirs")
def test_a_machine_with_another_typeface_of_the_same_name_draws_the_same(other_typeface):
    spec = json.dumps(Drawing.of(forms()["dots"]()).spec)
    assert drawn(spec) == drawn(spec, **{SETTING: other_typeface})


@pytest.mark.parametrize("before", [None, "theirs.conf"])
def test_what_the_system_says_is_hidden_for_that_moment_alone(monkeypatch, before):
    monkeypatch.delenv(SETTING, raising=False)
    if before:
        monkeypatch.setenv(SETTING, before)
    assert NO_TYPEFACES.is_file()
    with pytest.raises(ZeroDivisionError), set_for_now(SETTING, str(NO_TYPEFACES)):
        assert os.environ[SETTING] == str(NO_TYPEFACES)
        raise ZeroDivisionError
    assert os.environ.get(SETTING) == before


# ── of one compiling ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", forms())
def test_a_chart_at_another_width_is_drawn_as_if_it_alone_were_drawn(name, monkeypatch):
    compiled, compile = [], renderer.vl_convert.vegalite_to_vega
    monkeypatch.setattr(renderer.vl_convert, "vegalite_to_vega", lambda *a, **k: compiled.append(a) or compile(*a, **k))
    spec = {key: said for key, said in Drawing.of(forms()[name]()).spec.items() if key not in ("width", "autosize")}
    drawn = [_drawn(spec, width) for width in (570, 290, 570, 431)]
    assert drawn == [_alone(spec, width) for width in (570, 290, 570, 431)] and len(set(drawn)) == 3
    assert len(compiled) == 1


def test_a_chart_whose_width_vega_is_not_told_is_compiled_for_each():
    spec = {"data": {"values": [{"a": "x", "b": 1}, {"a": "y", "b": 2}]}, "mark": "bar"}
    spec |= {"encoding": {"column": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}}}
    drawn = [_drawn(spec, width) for width in (300, 200)]
    assert drawn == [_alone(spec, width) for width in (300, 200)] and drawn[0] != drawn[1]


def _drawn(spec: dict, width: int) -> str:
    """A drawing whose parts are numbered anew: Vega numbers those of all drawings of a process."""
    return slim_svg(svg_of(json.dumps(spec), width, vegalite_version()))


def _alone(spec: dict, width: int) -> str:
    told = json.dumps({**spec, "width": width})
    return slim_svg(renderer.vl_convert.vegalite_to_svg(told, vl_version=vegalite_version(), allowed_base_urls=[]))
