"""Ways of saying things, kept as data, made into pieces of regular expressions.

A file of lexicon/tournures/ holds tables of phrases, one name a table. A phrase is written as it is
said, without capitals, with this notation:

    enleve(r|z)      a word with or without one of these endings
    ouvr{e|ir}       a word with one of these endings
    souhait~         a word that begins so
    [moi|nous]       words that may be there or not; [les|ces]* any number of them
    [..]?            the same, rather without; [les]*? as few as can be
    {la|toute la}    one of these
    é à ç ...        the letter with or without its accent, where text is read as typed
    !{de|du}         where nothing that begins so comes next
    @name            one of the phrases of another table of the file
    $name            a piece given by the code: a capture, a symbol; it may stand right after ]
    nouve$w          letters; $s any word, $d figures, $soonest anything, as little as can be
    <num>            a symbol of the chain; <c.~> those that begin so
    ..               anything

Everything is checked when the file is read: a wrong phrase stops the program at its start, by name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from assistant.language.text.lexicon import table
from core.vocabulary.text import strip_accents

_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<symbol><[a-z_.]+~?>)",
            r"@(?P<table>[a-z_]+)",
            r"\$(?P<piece>[a-z_]+)",
            r"(?P<gap>\.\.)",
            r"(?P<open>!\{|[\[{(])",
            r"(?P<close>\]\*?\??|[})])",
            r"(?P<bar>\|)",
            r"(?P<blank> +)",
            r"(?P<any>~)",
            r"(?P<letters>[a-zàâçèéêîïôùû0-9]+|[?!,:;.%+=<>/&'’\"#-])",
        )
    )
)
_CLOSES = {"[": "]", "{": "}", "(": ")", "!{": "}"}
_PIECES = {"w": r"\w+", "s": r"\S+", "d": r"\d+", "soonest": ".*?"}
_TIMES = {"]": "?", "]*": "*", "]?": "??", "]*?": "*?"}


class WrongPhrase(ValueError):
    """A phrase of lexicon/tournures/ that can't be read: says which, and why."""


class _Token(NamedTuple):
    kind: str
    text: str


class Phrasings:
    """The tables of one file, each as a group of a regular expression.

    `joint` is what stands between words ("_" for `chain.rule`, " " in folded text); `pieces` are
    what `$name` stands for. `self["name"]` raises KeyError for a table that is not there.
    """

    def __init__(self, file: str, joint: str = "_", **pieces: str) -> None:
        self._file, self._joint, self._pieces = file, joint, _PIECES | pieces
        self._tables: Mapping[str, list[str]] = table(f"tournures/{file}.toml")
        self._made: dict[str, str] = {}
        self._each: dict[str, tuple[str, ...]] = {}
        self._under_way: list[str] = []
        for name in self._tables:
            self._make(name)

    def __getitem__(self, name: str) -> str:
        """One of these, which neither begins nor ends within a word."""
        return _bounded(self._made[name])

    def each(self, name: str) -> tuple[str, ...]:
        """One piece a phrase, in the order of the file: where it matters which was said."""
        return tuple(map(_bounded, self._each[name]))

    def within(self, name: str) -> re.Pattern[str]:
        """One of these, as whole words of folded text."""
        return re.compile(rf"(?:^| ){self[name]}(?: |$)")

    def _make(self, name: str) -> str:
        if name in self._under_way:
            raise WrongPhrase(f"{self._file}.{name}: refers to itself")
        if name not in self._made:
            phrases = self._tables.get(name)
            if not phrases:
                raise WrongPhrase(f"{self._file}.{name}: no such table, or an empty one")
            if len(set(phrases)) < len(phrases):
                raise WrongPhrase(f"{self._file}.{name}: a phrase stands twice")
            self._under_way.append(name)
            self._each[name] = tuple(self._compile(name, phrase) for phrase in phrases)
            self._made[name] = _group(self._each[name])
            self._under_way.pop()
        return self._made[name]

    def _compile(self, name: str, phrase: str) -> str:
        try:
            tokens = list(_tokens(phrase))
            made = _Reader(tokens, self._joint, self._make, self._pieces).alternatives("")
        except (WrongPhrase, IndexError) as error:
            raise WrongPhrase(f"{self._file}.{name}: « {phrase} »: {error}") from error
        if len(made) > 1:
            raise WrongPhrase(f"{self._file}.{name}: « {phrase} »: a bar outside brackets")
        return made[0]


@cache
def phrasings(file: str, joint: str = "_") -> Phrasings:
    """The tables of a file that needs no piece from the code."""
    return Phrasings(file, joint)


def _tokens(phrase: str) -> Iterator[_Token]:
    at = 0
    while at < len(phrase):
        found = _TOKEN.match(phrase, at)
        if found is None:
            raise WrongPhrase(f"what is « {phrase[at]} »?")
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind])
        at = found.end()


def _as_typed(letters: str) -> str:
    """A letter with its accent stands for the one without as well."""
    if letters.isascii() and letters.isalnum():
        return letters
    return "".join(
        re.escape(one) if one.isascii() else f"[{strip_accents(one)}{one}]" for one in letters
    )


_EDGE = r"(?:(?<!\w)|(?!\w))"
"""Anywhere but within a word."""


def _bounded(piece: str) -> str:
    return f"(?:{_EDGE}(?:{piece}){_EDGE})"


def _group(pieces: Iterable[str]) -> str:
    return f"(?:{'|'.join(pieces)})"


@dataclass
class _Part:
    """A word, or words in brackets, of a sequence."""

    text: str = ""
    optional: str = ""
    """How many times, where it may be left out; ! where it may not come."""
    after: str = ""
    """A piece that stands right after what may be left out."""


class _Reader:
    """Reads the tokens of a phrase, brackets within brackets."""

    def __init__(
        self,
        tokens: list[_Token],
        joint: str,
        make: Callable[[str], str],
        pieces: Mapping[str, str],
    ) -> None:
        self._tokens, self._joint, self._make, self._pieces = tokens, joint, make, pieces
        self._at = 0
        self.closed_by = ""

    def alternatives(self, closing: str) -> list[str]:
        """What stands up to the closing bracket, cut at its bars."""
        found: list[str] = []
        parts = [_Part()]
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.kind == "close":
                if not closing or not token.text.startswith(closing):
                    raise WrongPhrase(f"« {token.text} » closes nothing")
                self.closed_by = token.text
                return [*found, self._sequence(parts)]
            if token.kind == "bar":
                found.append(self._sequence(parts))
                parts = [_Part()]
            elif token.kind == "blank":
                parts.append(_Part())
            else:
                self._add(token, parts[-1])
        if closing:
            raise WrongPhrase(f"« {closing} » is missing")
        return [*found, self._sequence(parts)]

    def _add(self, token: _Token, part: _Part) -> None:
        if part.optional in {"?", "*"} and token.kind == "piece":
            part.after += self._plain(token)
            return
        if part.optional:
            raise WrongPhrase("a word goes on after [ ]")
        if token.kind != "open":
            part.text += self._plain(token)
            return
        inner = self.alternatives(_CLOSES[token.text])
        group = _group(inner)
        if token.text in {"[", "!{"}:
            if part.text:
                raise WrongPhrase("[ ] inside a word")
            part.optional = _TIMES[self.closed_by] if token.text == "[" else "!"
            part.text = group
        else:
            part.text += group + ("?" if token.text == "(" else "")

    def _plain(self, token: _Token) -> str:
        if token.kind == "table":
            return self._make(token.text)
        if token.kind == "piece":
            if token.text not in self._pieces:
                raise WrongPhrase(f"${token.text} is not given")
            return self._pieces[token.text]
        if token.kind == "symbol":
            return token.text.replace(".", r"\.").replace("~", r"\S*")
        return {"gap": ".*", "any": r"\w*"}.get(token.kind) or _as_typed(token.text)

    def _sequence(self, parts: list[_Part]) -> str:
        """The parts joined: what may be left out takes the joint that it brings with it."""
        parts = [part for part in parts if part.text]
        first = next((at for at, part in enumerate(parts) if not part.optional), None)
        if first is None or any(part.after or part.optional == "!" for part in parts[:first]):
            raise WrongPhrase("nothing in it has to be said")
        made = ""
        for at, part in enumerate(parts):
            if at < first:
                made += f"(?:{part.text}{self._joint}){part.optional}"
            elif part.optional == "!":
                made += f"(?!{self._joint}{part.text})"
            elif part.optional:
                made += f"(?:{self._joint}{part.text}){part.optional}{part.after}"
            else:
                made += (self._joint if at > first else "") + part.text
        return made
