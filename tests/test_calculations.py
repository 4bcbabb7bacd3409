"""The registry of calculations: an entry that does not fit together cannot be made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pcc_lib.inputs.calculations import CALCULATIONS

COUNT, MEAN, SHARE, RATE = (CALCULATIONS[name] for name in ("count", "mean", "percentage", "rate_per_1000"))


@pytest.mark.parametrize(
    ("entry", "changed", "said"),
    [
        (MEAN, {"test": "counts"}, "the calculation 'mean': no test 'counts' of mean: there are 'counts' \\(of count\\)"),
        (RATE, {"test": "shares"}, "no test 'shares' of rate_per_1000"),
        (COUNT, {"test": "chi"}, "no test 'chi' of count"),
        (SHARE, {"by_month": ""}, "its months are judged, so 'by_month' must say"),
        (RATE, {"by_part": ""}, "its parts are compared as peers, so 'by_part' must say"),
        (RATE, {"unfit": ""}, "'unfit' must say why its months are not judged"),
    ],
)
def test_an_entry_that_would_print_another_calculations_numbers_is_refused(entry, changed, said):
    with pytest.raises(ValueError, match=said):
        replace(entry, **changed)


def test_a_formula_holds_the_factor_in_full():
    assert [COUNT.formula(), COUNT.formula(2), COUNT.formula(0.123456789)] == ["count(#)", "times(2, #)", "times(0.123456789, #)"]
    assert SHARE.formula() == "percentage(#, #)"
