"""How noisy real monthly counts of police and emergency services are: what the sample's generator takes its sizes from.

Run: python benchmarks/noise.py OPEN_DATA, a folder with the public files that docs/open-data-proof.md names: recorded offences of
London's boroughs, street files of the City of London, attendances of accident and emergency departments. None of it is kept.

Season and length of the month are taken out (factors by month of the calendar, of all places together); level and slow movement
do not matter, since only neighbouring months are compared: the standard deviation is the mean moving range over 1.128. Of a
count with mean m, `dispersion` is its variance over m, which is 1 by chance alone (Poisson); `beyond` is the relative standard
deviation that chance leaves over, the root of (dispersion - 1) / m. Of a share p of n, it is the variance over p (1 - p) / n.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd

SIGMA = 1.128  # mean range of two over this is the standard deviation
QUIET = (("2016-01", "2019-12"), ("2022-02", "2024-01"))  # months without restrictions
SIZES = (0, 3, 10, 30, 100, 300, 1000, 3000, 10000, 100000)
FEWEST = 10  # series in a class of sizes that is printed
SHARES = (
    ("Violence with Injury", "Violence Against the Person", "violence with injury, of all violence"),
    ("Rape", "Sexual Offences", "rape, of sexual offences"),
    ("Possession of Drugs", "Drug Offences", "possession, of drug offences"),
)


def london(folder: Path) -> pd.DataFrame:
    """Recorded offences by kind and borough (rows) and month (columns)."""
    files = sorted((folder / "met_police_boroughs").glob("*.csv.gz"))
    names = ["MajorText", "MinorText", "LookUp_BoroughName"]
    tables = [pd.read_csv(file).groupby(names).sum() for file in files]
    both = pd.concat(tables, axis=1, join="inner")
    both.columns = pd.PeriodIndex([f"{c[:4]}-{c[4:]}" for c in both.columns.astype(str)], freq="M")
    return both.sort_index(axis=1).astype(float)


def city(folder: Path) -> pd.DataFrame:
    """Street records of the City of London by kind and month, to February 2020."""
    found = []
    with ZipFile(folder / "data_police_uk" / "city-of-london-2018-2021.zip") as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith("-street.csv")):
            with archive.open(name) as file:
                found.append(pd.read_csv(file, usecols=["Month", "Crime type"]))
    counts = pd.concat(found).groupby(["Crime type", "Month"]).size().unstack(fill_value=0)
    counts.columns = pd.PeriodIndex(counts.columns, freq="M")
    return counts.loc[:, counts.columns <= pd.Period("2020-02", "M")].astype(float)


def emergency(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attendances and waits of four hours or more by department (rows with every month) and month."""
    table = pd.read_csv(folder / "nhsr_datasets" / "ae_attendances.csv", dtype={"type": str})
    table["period"] = pd.PeriodIndex(table["period"], freq="M")
    wide = table.pivot_table(index=["org_code", "type"], columns="period", values=["attendances", "breaches"])
    attended, waited = wide["attendances"], wide["breaches"]
    whole = attended.notna().all(axis=1) & (attended.min(axis=1) > 0)
    return attended[whole], waited[whole]


def season(total: pd.Series) -> pd.Series:
    """Twelve factors by calendar month, of daily values over their centred mean of twelve months."""
    daily = total / total.index.days_in_month
    middle = daily.rolling(12).mean()
    middle = (middle + middle.shift(-1)).shift(-5) / 2
    ratio = (daily / middle).dropna()
    factor = ratio.groupby(ratio.index.month).median()
    return factor / factor.mean()


def plain(values: pd.DataFrame, factors: pd.Series) -> pd.DataFrame:
    """Counts without season and length of the month."""
    days = values.columns.days_in_month / (365.25 / 12)
    return values / (factors.reindex(values.columns.month).to_numpy() * days)


def moving(values: pd.DataFrame) -> pd.Series:
    """The standard deviation of each row from month to month."""
    return values.diff(axis=1).abs().mean(axis=1) / SIGMA


def quiet(values: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """The stretches of months without restrictions, as far as there are any."""
    for first, last in QUIET:
        kept = values.loc[:, (values.columns >= pd.Period(first, "M")) & (values.columns <= pd.Period(last, "M"))]
        if kept.shape[1] >= 12:
            yield kept


def dispersion(values: pd.DataFrame, factors: pd.Series) -> pd.DataFrame:
    """Mean and dispersion of each row of counts."""
    free = plain(values, factors)
    mean = values.mean(axis=1)
    found = pd.DataFrame({"mean": mean, "dispersion": moving(free) ** 2 / mean})
    return found[found["mean"] > 0]


def of_shares(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Mean base and dispersion of each row of shares."""
    p, n = part.sum(axis=1) / whole.sum(axis=1), whole.mean(axis=1)
    by_chance = p * (1 - p) * (1 / whole).mean(axis=1)
    found = pd.DataFrame({"mean": n, "dispersion": moving(part / whole) ** 2 / by_chance})
    return found[(n > 30) & (p > 0) & (p < 1)].dropna()


def by_size(found: pd.DataFrame) -> pd.DataFrame:
    """Medians by size of count, and the relative deviation beyond chance."""
    groups = found.groupby(pd.cut(found["mean"], SIZES), observed=True)
    table = groups.agg(series=("mean", "size"), mean=("mean", "median"), dispersion=("dispersion", "median"))
    table = table[table["series"] >= FEWEST]
    table["beyond"] = np.sqrt((table["dispersion"] - 1).clip(lower=0) / table["mean"])
    return table


def offences(boroughs: pd.DataFrame) -> pd.DataFrame:
    """Every kind of offence in every borough and in all together, over the quiet months."""
    found = []
    for _, rows in boroughs.groupby(level="MinorText"):
        factors = season(rows.sum().loc[: pd.Period("2019-12", "M")])
        for values in (rows, rows.sum().to_frame("London").T):
            found += [dispersion(kept, factors) for kept in quiet(values)]
    return pd.concat(found)


def amplitudes(boroughs: pd.DataFrame, before: str = "2019-12") -> pd.DataFrame:
    """The highest and the lowest month of each kind's usual year, in per cent of its mean; kinds of 500 a month and more."""
    totals = boroughs.groupby(level="MinorText").sum().loc[:, : pd.Period(before, "M")]
    rows = {}
    for kind, total in totals[totals.mean(axis=1) >= 500].iterrows():
        factors = 100 * season(total)
        rows[kind] = [factors.max(), factors.idxmax(), factors.min(), factors.idxmin(), factors.max() - factors.min()]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["highest", "month", "lowest", "month of it", "apart"])


def main(folder: str) -> None:
    """Print the tables."""
    boroughs = london(Path(folder))
    print("Recorded offences, London's boroughs, by kind: counts a month\n", by_size(offences(boroughs)).round(3), "\n")
    pairs = []
    for part, major, _ in SHARES:
        top = boroughs.xs(part, level="MinorText").groupby(level="LookUp_BoroughName").sum()
        bottom = boroughs.xs(major, level="MajorText").groupby(level="LookUp_BoroughName").sum()
        for tops, bottoms in zip(quiet(top), quiet(bottom), strict=True):
            pairs.append(of_shares(tops, bottoms.loc[tops.index]))
    print("Shares of a kind in its group, by its base\n", by_size(pd.concat(pairs)).round(3), "\n")
    kinds = city(Path(folder))
    print("City of London, street records\n", dispersion(kinds, season_of_none()).round(2), "\n")
    attended, waited = emergency(Path(folder))
    print("Accident and emergency, attendances\n", by_size(dispersion(attended, season(attended.sum()))).round(3), "\n")
    print("Accident and emergency, share waiting four hours\n", by_size(of_shares(waited, attended)).round(3), "\n")
    often = waited[waited.min(axis=1) > 100]
    change = moving(np.log(often / attended.loc[often.index])).median()
    print(f"the same, relative standard deviation from month to month, {len(often)} departments: {change:.3f}\n")
    print("Usual year, per day\n", amplitudes(boroughs).round(1).to_string())


def season_of_none() -> pd.Series:
    """Factors of one: 17 months show no season."""
    return pd.Series(1.0, index=range(1, 13))


if __name__ == "__main__":
    main(sys.argv[1])
