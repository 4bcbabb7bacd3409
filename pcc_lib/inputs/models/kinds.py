"""Kinds of values: text that a person can read, forms such as a month or a web address, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StrictBool,
    StrictInt,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pcc_lib.core.quarters import MONTH as MONTH_FORM
from pcc_lib.core.quarters import MONTHS, inner, is_financial_year
from pcc_lib.core.text import LONGEST_WORD, longest_word, named, unseen
from pcc_lib.inputs.models.telling import kind_words, refuse, shown, yaml_words

MAX_TITLE = 120
MAX_LINE = 300
MAX_PROSE = 4_000
MAX_NUMBER = 1e15  # beyond it a float no longer holds every whole number


def _spoken(value: Any) -> str:
    """Text, and not what YAML makes of it: it reads 999 as a number, and no as false."""
    if isinstance(value, str):
        return value
    if value is None:
        raise refuse("is empty.", "Write it, or take the key out.")
    if isinstance(value, bool):
        raise refuse(f"YAML reads {yaml_words(value)}.", "Put it in quotes.")
    if isinstance(value, int | float):
        raise refuse(f"{shown(value)} is a number, not text.", f'Put it in quotes: "{shown(value)}".')
    raise refuse(f"{kind_words(value)}, not text.", "Write words, in quotes where they hold ': ' or ' #'.")


def _readable(text: str) -> None:
    """Refuse text that a person cannot read as it stands."""
    odd = next(unseen(text), None)
    if odd:
        raise refuse(f"holds a character that cannot be seen ({named(odd[0])}).", "Delete it, and type the word again.")
    if length := longest_word(text):
        raise refuse(f"holds a word of {length} characters.", f"No word is longer than {LONGEST_WORD}.")
    if not text.strip():
        raise refuse("is empty.", "Write it, or take the key out.")


class Text:
    """A kind of text: at most `limit` characters that a person can read, on one line where it is not `long`.

    One function, and not a chain of validators: a class of pydantic's is the slower to make the longer the chain.
    """

    def __init__(self, limit: int, long: bool = False) -> None:
        self.limit = limit
        self.long = long

    def check(self, value: Any) -> str:
        """The text, without blanks around a line; a fault where it is no such text."""
        text = _spoken(value)
        if len(text) > self.limit:
            raise refuse(f"has {len(text)} characters.", f"Keep it to {self.limit}.")
        _readable(text)
        if not self.long and ("\n" in text.strip() or "\t" in text):
            raise refuse("runs over several lines.", "Write it on one.")
        return text if self.long else text.strip()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": self.limit}


class FreeText(Text):
    """A person's words, as opposed to ids and known words."""


class Form:
    """A kind of text of one form. `whole_numbers` takes a bare number too, such as the year 2022; `also` may refuse more."""

    def __init__(
        self, pattern: str, found: str, todo: str, whole_numbers: bool = False, also: Callable[[str], str] = str
    ) -> None:
        self.wanted = re.compile(pattern, re.ASCII)  # digits of other scripts are none here
        self.found, self.todo = found, todo
        self.whole_numbers = whole_numbers
        self.also = also

    def check(self, value: Any) -> str:
        """The text; a fault where it is not of this form."""
        text = str(value) if self.whole_numbers and type(value) is int else _spoken(value)
        if not self.wanted.fullmatch(text):
            raise refuse(f"'{shown(text)}' {self.found}", self.todo)
        return self.also(text)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "integer"] if self.whole_numbers else "string", "pattern": f"^({self.wanted.pattern})$"}


def _is_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise refuse(f"'{shown(text)}' is not a date.", "Write it like 2024-06-30.") from None
    return text


_NO_PERIOD, _A_PERIOD = "is not a month, a quarter or a year.", "Write it like 2023-10, 2023-Q4, or 2022-23 for a financial year."


def _is_period(text: str) -> str:
    period = inner(text)
    if not (len(period) == 4 or MONTH_FORM.fullmatch(period) or is_financial_year(period)):
        raise refuse(f"'{text}' {_NO_PERIOD}", _A_PERIOD)
    return period


Title = Annotated[str, FreeText(MAX_TITLE)]
Line = Annotated[str, FreeText(MAX_LINE)]
Prose = Annotated[str, FreeText(MAX_PROSE, long=True)]
Cell = Annotated[str, Text(MAX_TITLE)]  # a value as it stands in a table, which must match to the letter
MONTH = r"(19|20)\d{2}-(0[1-9]|1[0-2])"
SNAKE = r"[a-z][a-z0-9_]{0,79}"
DAY = r"(0[1-9]|[12]\d|3[01])"
HYPHENED = r"[a-z0-9]+(-[a-z0-9]+){0,19}"
Snake = Annotated[str, Form(SNAKE, "is not a name in lower snake case.", "Write it like calls_999_volume.")]
Hyphened = Annotated[str, Form(HYPHENED, "is not a name in small letters with hyphens.", "Write it like calls-999.")]
Column = Annotated[
    str,
    Form(
        r"[A-Za-z][A-Za-z0-9_]{0,63}",
        "is not a name of a column.",
        "Use letters, digits and underlines, and begin with a letter.",
    ),
]
ColumnOf = Annotated[
    str,
    Form(
        r"[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}",
        "is not a source and a column.",
        "Write it like population.population.",
    ),
]
QuarterName = Annotated[str, Form(r"20\d{2}-\d{2}-Q[1-4]", "is not the name of a quarter.", "Write it like 2023-24-Q3.")]
MonthName = Annotated[str, Form("|".join(MONTHS[1:]), "is no month.", "Write it in full, such as March.")]
Month = Annotated[str, Form(MONTH, "is not a month.", "Write it like 2023-10.")]
Period = Annotated[str, Form(r"(19|20)\d{2}([-/]\d{2})?(-Q[1-4])?", _NO_PERIOD, _A_PERIOD, whole_numbers=True, also=_is_period)]
DayOrMonth = Annotated[str, Form(f"{MONTH}(-{DAY})?", "is not a month or a day.", "Write it like 2024-01 or 2024-01-31.")]
Day = Annotated[str, Form(f"{MONTH}-{DAY}", "is not a date.", "Write it like 2024-06-30.", also=_is_day)]
Url = Annotated[
    str,
    Form(
        r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,200}(:\d{2,5})?(/[A-Za-z0-9._~%!$&'()*+,;=:@/?#-]{0,800})?",
        "is not a web address.",
        "Write it like https://www.example.org/page.",
    ),
]
Email = Annotated[
    str,
    Form(
        r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}",
        "is not an e-mail address.",
        "Write it like office@example.org.",
    ),
]


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


class OneOrMany:
    """Marks a list that may be written as its one entry, to people and to their editors."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(one_or_many, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(schema)
        return {"anyOf": [listed["items"], listed]} if "items" in listed else listed


Many = OneOrMany()

Facts = tuple[Snake, ...]
FACTS = "Facts of `stated.csv` that its texts tell as words: where a quarter states one, `four years` is printed as a figure."
