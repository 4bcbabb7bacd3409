"""What every model of an input file is made of: strict records, kinds of text, and faults that name line, key and remedy."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar, get_args, get_origin

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package's metadata

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from pcc_lib.core.errors import DefinitionError, Fault, raise_if, suggest
from pcc_lib.core.quarters import MONTH as MONTH_FORM
from pcc_lib.core.quarters import is_financial_year
from pcc_lib.core.text import LONGEST_WORD, longest_word, named, unseen

MAX_TITLE = 120
MAX_LINE = 300
MAX_PROSE = 4_000
MAX_NUMBER = 1e15  # beyond it a float no longer holds every whole number
MOST_FAULTS = 50  # of one file: whoever mends these sees the rest at the next run

M = TypeVar("M", bound="Model")
Lines = Callable[[tuple[Any, ...]], int]


class Problem(NamedTuple):
    """What does not fit together in a record: the key, what was found, and what to do."""

    key: str
    found: str
    todo: str


class Model(BaseModel):
    """A record read from a file: unknown keys are faults, and nothing changes it afterwards."""

    # defer_build: a record inside another is built once, with it
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True, defer_build=True)

    def problems(self) -> Iterator[Problem]:
        """What does not fit together, though each key by itself does."""
        return iter(())

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if found := list(self.problems()):
            raise PydanticCustomError("pcc_problems", "does not fit together", {"problems": found})
        return self


class FreeText:
    """Marks a type that holds a person's words, as opposed to ids and known words. `long` may run over several lines."""

    def __init__(self, long: bool = False) -> None:
        self.long = long


def refuse(found: str, todo: str = "") -> PydanticCustomError:
    """An error of a validator: what was found, and what to do."""
    return PydanticCustomError("pcc", "{found}", {"found": found, "todo": todo})


def _spoken(value: Any) -> str:
    """Text, and not what YAML makes of it: it reads 999 as a number, and no as false."""
    if isinstance(value, str):
        return value
    if value is None:
        raise refuse("is empty.", "Write it, or take the key out.")
    if isinstance(value, bool):
        raise refuse(f"YAML reads {_yaml_words(value)}.", "Put it in quotes.")
    if isinstance(value, int | float):
        raise refuse(f"{shown(value)} is a number, not text.", f'Put it in quotes: "{shown(value)}".')
    raise refuse(f"{_kind_words(value)}, not text.", "Write words, in quotes where they hold ': ' or ' #'.")


def _yaml_words(value: bool) -> str:
    return "yes, on and true as true" if value else "no, off and false as false"


def _readable(text: str) -> None:
    """Refuse text that a person cannot read as it stands."""
    odd = next(unseen(text), None)
    if odd:
        raise refuse(f"holds a character that cannot be seen ({named(odd[0])}).", "Delete it, and type the word again.")
    if length := longest_word(text):
        raise refuse(f"holds a word of {length} characters.", f"No word is longer than {LONGEST_WORD}.")
    if not text.strip():
        raise refuse("is empty.", "Write it, or take the key out.")


def _text(limit: int, long: bool = False, free: bool = True) -> Any:
    def check(value: Any) -> str:
        text = _spoken(value)
        if len(text) > limit:
            raise refuse(f"has {len(text)} characters.", f"Keep it to {limit}.")
        _readable(text)
        if not long and ("\n" in text.strip() or "\t" in text):
            raise refuse("runs over several lines.", "Write it on one.")
        return text if long else text.strip()

    # one function, and not a chain of validators: a class of pydantic's is the slower to make the longer the chain
    marks = [FreeText(long)] if free else []
    return Annotated[
        (
            str,
            PlainValidator(check, json_schema_input_type=str),
            WithJsonSchema({"type": "string", "minLength": 1, "maxLength": limit}),
            *marks,
        )
    ]


Title = _text(MAX_TITLE)
Line = _text(MAX_LINE)
Prose = _text(MAX_PROSE, long=True)
Cell = _text(MAX_TITLE, free=False)  # a value as it stands in a table, which must match to the letter


def form(pattern: str, found: str, todo: str, whole_numbers: bool = False, also: Callable[[str], str] = str) -> Any:
    """Text of one form. `whole_numbers` takes a bare number too, such as the year 2022; `also` may refuse more."""
    wanted = re.compile(pattern)

    def check(value: Any) -> str:
        text = str(value) if whole_numbers and type(value) is int else _spoken(value)
        if not wanted.fullmatch(text):
            raise refuse(f"'{shown(text)}' {found}", todo)
        return also(text)

    kinds = ["string", "integer"] if whole_numbers else "string"
    return Annotated[
        str, PlainValidator(check, json_schema_input_type=str), WithJsonSchema({"type": kinds, "pattern": f"^({pattern})$"})
    ]


def _is_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise refuse(f"'{shown(text)}' is not a date.", "Write it like 2024-06-30.") from None
    return text


_NO_PERIOD, _A_PERIOD = "is not a month or a year.", "Write it like 2023-10, or 2022-23 for a financial year."


def _is_period(text: str) -> str:
    if len(text) == 7 and not (MONTH_FORM.fullmatch(text) or is_financial_year(text)):
        raise refuse(f"'{text}' {_NO_PERIOD}", _A_PERIOD)
    return text


MONTH = r"(19|20)\d{2}-(0[1-9]|1[0-2])"
SNAKE = r"[a-z][a-z0-9_]{0,79}"
HYPHENED = r"[a-z0-9]+(-[a-z0-9]+){0,19}"
Snake = form(SNAKE, "is not a name in lower snake case.", "Write it like calls_999_volume.")
Hyphened = form(HYPHENED, "is not a name in small letters with hyphens.", "Write it like calls-999.")
Column = form(
    r"[A-Za-z][A-Za-z0-9_]{0,63}", "is not a name of a column.", "Use letters, digits and underlines, and begin with a letter."
)
ColumnOf = form(
    r"[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}",
    "is not a source and a column.",
    "Write it like population.population.",
)
Month = form(MONTH, "is not a month.", "Write it like 2023-10.")
Period = form(r"(19|20)\d{2}(-\d{2})?", _NO_PERIOD, _A_PERIOD, whole_numbers=True, also=_is_period)
DayOrMonth = form(MONTH + r"(-(0[1-9]|[12]\d|3[01]))?", "is not a month or a day.", "Write it like 2024-01 or 2024-01-31.")
Day = form(r"(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "is not a date.", "Write it like 2024-06-30.", also=_is_day)
Url = form(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,200}(:\d{2,5})?(/[A-Za-z0-9._~%!$&'()*+,;=:@/?#-]{0,800})?",
    "is not a web address.",
    "Write it like https://www.example.org/page.",
)
Email = form(
    r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}",
    "is not an e-mail address.",
    "Write it like office@example.org.",
)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("is empty." if value is None else f"'{shown(value)}' is not a number.", "Write the bare number.")
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise refuse(f"{shown(value)} is not a number that can be told.", "Write a number of ordinary size.")
    return value


def _positive(value: Any) -> float:
    if _number(value) <= 0:
        raise refuse(f"{shown(value)} is not above nought.", "Write a number above nought.")
    return value


Number = Annotated[float, PlainValidator(_number, json_schema_input_type=float)]
Positive = Annotated[float, PlainValidator(_positive, json_schema_input_type=float)]
Whole = Annotated[StrictInt, Field(ge=-1_000_000, le=1_000_000)]
Order = Annotated[StrictInt, Field(ge=0, le=100_000)]
Decimals = Annotated[StrictInt, Field(ge=0, le=6)]
Flag = StrictBool


def one_or_many(value: Any) -> Any:
    """A list where a single value is the commonest case: `of: x` is `of: [x]`."""
    return value if isinstance(value, list | tuple | dict) or value is None else [value]


Many = BeforeValidator(one_or_many)


def repeats(rows: Iterable[Any], place: str, key: str = "id") -> Iterator[Problem]:
    """Ids that stand twice."""
    ids = [getattr(row, key) for row in rows]
    for id in dict.fromkeys(id for i, id in enumerate(ids) if id in ids[:i]):
        yield Problem(place, f"the {key} '{id}' stands twice.", "Give each one of its own.")


def shown(value: Any, most: int = 60) -> str:
    """A value as a fault quotes it."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[:most] + "…"


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def read_as(model: type[M], data: Any, file: str, line_of: Lines | None = None) -> M:
    """A file's data as a record of `model`; a DefinitionError lists every fault with its line, key and remedy.

    `line_of` gives the line of a path of keys (0 where it is not known).
    """
    if data is None:
        raise DefinitionError([Fault(file, "", "is empty.", "Write it, or delete the file.")])
    try:
        read = model.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)[:MOST_FAULTS]
        faults = [f for e in errors if not _other_arm(e, errors, data) for f in _faults(e, model, data, file, line_of)]
    else:
        faults = []
    faults += [
        Fault(file, place_of(path, line_of(path) if line_of else 0), "is empty.", "Write it, or take the key out.")
        for path in ([] if getattr(model, "may_be_empty", False) else islice(_empty(data), MOST_FAULTS))
    ]
    raise_if(DefinitionError, dict.fromkeys(faults))
    return read


def _empty(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Keys and entries with nothing behind them, which YAML reads as null."""
    if data is None:
        yield path
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _empty(inner, (*path, step))


def place_of(path: Iterable[Any], line: int = 0) -> str:
    """`line 7, charts 2, kind` for the path of a key; lists are counted from one."""
    words: list[str] = [f"line {line}"] if line else []
    for step in path:
        if isinstance(step, int) and words and not words[-1].startswith("line"):
            words[-1] += f" {step + 1}"
        else:
            words.append(f"entry {step + 1}" if isinstance(step, int) else shown(str(step), 40))
    return ", ".join(words)


def _faults(error: Mapping[str, Any], model: type[Model], data: Any, file: str, line_of: Lines | None) -> Iterator[Fault]:
    """One fault for each error of pydantic, and for each problem of a record."""
    if error["type"] == "too_short" and len(_at(data, _real_path(error["loc"], data)) or ()) >= error["ctx"]["min_length"]:
        return  # entries that are wrong themselves are not counted, and are told
    if error["type"] != "pcc_problems":
        yield _fault(error, model, data, file, line_of)
        return
    path = _real_path(error["loc"], data)
    for problem in error["ctx"]["problems"]:
        where = (*path, *filter(None, [problem.key]))
        yield Fault(file, place_of(where, line_of(where) if line_of else 0), problem.found, problem.todo)


def _other_arm(error: Mapping[str, Any], errors: Iterable[Mapping[str, Any]], data: Any) -> bool:
    """Whether an error is of the arm of a union that was not meant: a name is a line, or a record with a name."""
    path = _real_path(error["loc"], data)
    return error["type"] == "model_type" and any(
        e["type"] == "pcc" and _real_path(e["loc"], data) == path for e in errors if e is not error
    )


def _fault(error: Mapping[str, Any], model: type[Model], data: Any, file: str, line_of: Lines | None) -> Fault:
    path = _real_path(error["loc"], data)
    kind, value = error["type"], _at(data, path)
    if kind in ("extra_forbidden", "missing"):
        key, path = str(path[-1]) if path else str(error["loc"][-1]), path[:-1]
        where = (*path, key) if kind == "extra_forbidden" else path
        found = f"unknown key '{shown(key)}'." if kind == "extra_forbidden" else f"'{key}' is missing."
        todo = suggest(key, _keys_at(model, path)) if kind == "extra_forbidden" else "Add it."
    else:
        where = path
        found, todo = _words(kind, error.get("ctx") or {}, value)
    return Fault(file, place_of(path, line_of(where) if line_of else 0), found, todo)


def _words(kind: str, about: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """What was found, and what to do, for an error of pydantic."""
    if kind == "pcc":
        return about["found"], about["todo"]
    if value is None:
        return "is empty.", "Write it, or take the key out."
    said = f"'{shown(value)}'" if isinstance(value, str) else shown(value)
    match kind:
        case "literal_error" if isinstance(value, bool):
            words = ", ".join(sorted(re.findall(r"'([^']*)'", about["expected"])))
            return f"YAML reads {_yaml_words(value)}.", f"Write one of: {words}."
        case "literal_error":
            words = re.findall(r"'([^']*)'", about["expected"])
            return f"{said} is not known.", suggest(str(value), words)
        case "string_type":
            return f"{_kind_words(value)}, not text.", "Write words, in quotes where they hold ': ' or ' #'."
        case "string_too_long":
            return f"has {len(value)} characters.", f"Keep it to {about['max_length']}."
        case "bool_type":
            return f"{said} is not true or false.", "Write true or false."
        case "int_type" | "int_from_float":
            return f"{said} is not a whole number.", "Write digits alone."
        case "greater_than_equal" | "less_than_equal":
            return f"{said} is not possible.", f"Write at {'least' if 'ge' in about else 'most'} {next(iter(about.values()))}."
        case "too_short":
            return f"holds {about['actual_length']} entries.", f"Write at least {about['min_length']}."
        case "too_long":
            return "holds too many entries.", f"Write at most {about['max_length']}."
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"{_kind_words(value)}, not keys with values.", "Write 'key: value' lines."
        case "tuple_type" | "list_type":
            return f"{_kind_words(value)}, not a list.", "Write [one, two], or one entry a line after '- '."
    return f"{said} is not right ({kind.replace('_', ' ')}).", "See the list of keys in docs/inputs.md."


def _kind_words(value: Any) -> str:
    words = {dict: "is a set of keys", list: "is a list", tuple: "is a list", str: "is text", bool: "is true or false"}
    return words.get(type(value), "is a number")


def _real_path(loc: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """The steps of an error's place that are in the data; others name the arms of a union or a marker of a key.

    The last step may be a key that is not there: it is then missing.
    """
    path: list[Any] = []
    for step in loc:
        here = _at(data, path)
        if _holds(here, step) or (step == loc[-1] and isinstance(here, dict) and isinstance(step, str) and step != "[key]"):
            path.append(step)
    return tuple(path)


def _holds(here: Any, step: Any) -> bool:
    return (
        step in here
        if isinstance(here, dict)
        else (isinstance(here, list | tuple) and isinstance(step, int) and step < len(here))
    )


def _at(data: Any, path: Iterable[Any]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _keys_at(model: type[BaseModel], path: Iterable[Any]) -> list[str]:
    """The keys that a record may have at a path."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        field = next((f for name, f in found.model_fields.items() if step in (name, f.alias)), None)
        found = model_in(field.annotation) if field else None
        if found is None:
            return []
    return [f.alias or name for name, f in found.model_fields.items()]


def model_in(kind: Any) -> type[BaseModel] | None:
    """The first model inside a type such as `tuple[Chart, ...] | None` (None where it holds none)."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    inner = [model_in(arg) for arg in get_args(kind)] if get_origin(kind) is not Literal else []
    return next(filter(None, inner), None)
