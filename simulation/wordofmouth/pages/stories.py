"""Stories: what happened to everybody, packed as templates and numbers, from the prose of the one storyteller.

A sentence is taken apart: its numbers and the people in it come out, and what is left is its template, which thousands
of sentences share. So a page holds no second storyteller, and says to the letter what ``wom story`` says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wordofmouth.instruments.story.story import stories
from wordofmouth.instruments.story.telling import Paragraph
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.notation import languages
from wordofmouth.words.sentences import Sentences

# Of more people than these, stories would be larger than a page.
MOST_TOLD = 2_000
# A letter of a plane that belongs to nobody stands behind the name of a consumer, and says which.
_MARK = 0xF0000
_PERSON = re.compile(f"[{chr(_MARK)}-{chr(_MARK + MOST_TOLD - 1)}]")
# Whole numbers as they are written, and so as they can be written again.
_NUMBER = re.compile(r"(?<![0-9])(?:0|[1-9][0-9]{0,8})(?![0-9])")
# Marks by which a text would change the direction of what stands beside it.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


type Template = tuple[tuple[str | int, ...], ...]


class Weeks(NamedTuple):
    """A paragraph: its weeks, and of each sentence the template, in all languages, and what fills its gaps."""

    first: int
    last: int
    sentences: list[tuple[Template, list[int]]]


type Told = list[list[Weeks]]


class Parts(NamedTuple):
    """A sentence taken apart: the text around its gaps, and what fills them: a number, or a consumer as −1 − i."""

    text: tuple[str, ...]
    gaps: tuple[int, ...]


class Marked(Sentences):
    """A storyteller who leaves a mark behind everybody's name."""

    def name(self, consumer: int) -> str:
        """Return what a consumer is called, and the mark that says which."""
        return super().name(consumer) + chr(_MARK + consumer)


def told(scenario: Scenario, seed: int, names: Sequence[str] | None) -> Told:
    """Return the stories of everybody in a run, in all languages, taken apart."""
    tellers = [Marked(language, names) for language in languages()]
    return [_sentences(each, tellers) for each in stories(scenario, tellers, seed)]


def pooled(runs: Sequence[Told | None]) -> tuple[list[Template], list[bytes]]:
    """Return the templates of all runs of a page, and of each run the rest as bytes; of one without stories none.

    A template is, for each language, a list of texts and, between them, the numbers of the gaps whose content stands
    there. The rest is numbers (see :func:`letters`): of each consumer how many paragraphs there are; of each its first
    week, how many weeks it has beyond that one and how many sentences; of each its template and what fills its gaps, a
    consumer i as 2i + 1 and a number k as 2k.
    """
    counts = Counter(
        template for run in runs for each in run or () for _, _, sentences in each for template, _ in sentences
    )
    # What is said most often has the shortest numbers.
    templates = sorted(counts, key=lambda template: (-counts[template], repr(template)))
    place = {template: k for k, template in enumerate(templates)}
    return templates, [letters(list(_numbers(run or [], place))) for run in runs]


def _numbers(run: Told, place: Mapping[Template, int]) -> Iterator[int]:
    for paragraphs in run:
        yield len(paragraphs)
        for first, last, sentences in paragraphs:
            yield from (first, last - first, len(sentences))
            for template, gaps in sentences:
                yield place[template]
                yield from (2 * gap if gap >= 0 else 2 * (-1 - gap) + 1 for gap in gaps)


def letters(numbers: Sequence[int]) -> bytes:
    """Return whole numbers from 0 up as bytes, seven bits each, the lowest first; the last of a number is below 128."""
    content = bytearray()
    for number in numbers:
        while number > 127:
            content.append(number & 127 | 128)
            number >>= 7
        content.append(number)
    return bytes(content)


def _sentences(stories: Sequence[Sequence[Paragraph]], tellers: Sequence[Marked]) -> list[Weeks]:
    """Return a story's paragraphs with their sentences as templates of all languages and what fills their gaps."""
    return [
        Weeks(
            paragraphs[0].first,
            paragraphs[0].last,
            [_merged(same, tellers) for same in zip(*(each.sentences for each in paragraphs), strict=True)],
        )
        for paragraphs in zip(*stories, strict=True)
    ]


def _merged(sentences: Sequence[str], tellers: Sequence[Marked]) -> tuple[Template, list[int]]:
    """Return a sentence's template, in every language, and the gaps that these share."""
    gaps: list[int] = []
    template: list[tuple[str | int, ...]] = []
    for parts in map(apart, sentences, tellers):
        free = list(range(len(gaps)))
        pieces: list[str | int] = [parts.text[0]]
        for gap, text in zip(parts.gaps, parts.text[1:], strict=True):
            same = next((k for k in free if gaps[k] == gap), None)
            if same is None:
                gaps.append(gap)
                same = len(gaps) - 1
            else:
                free.remove(same)
            pieces += [same, text]
        template.append(tuple(pieces))
    return tuple(template), gaps


def apart(sentence: str, teller: Marked) -> Parts:
    """Return a sentence taken apart."""
    texts: list[str] = [""]
    gaps: list[int] = []
    begun = 0
    for mark in _PERSON.finditer(sentence):
        consumer = ord(mark[0]) - _MARK
        before, name = sentence[begun : mark.start()], Sentences.name(teller, consumer)
        # A mark that somebody wrote into a name of their own stands behind nobody.
        if not before.endswith(name):
            continue
        _take(before.removesuffix(name), texts, gaps)
        gaps.append(-1 - consumer)
        texts.append("")
        begun = mark.end()
    _take(sentence[begun:], texts, gaps)
    return Parts(tuple(map(without_direction, texts)), tuple(gaps))


def _take(text: str, texts: list[str], gaps: list[int]) -> None:
    """Take the numbers out of a text."""
    for piece in _pieces(text):
        if isinstance(piece, int):
            gaps.append(piece)
            texts.append("")
        else:
            texts[-1] += piece


def _pieces(text: str) -> Iterator[str | int]:
    begun = 0
    for number in _NUMBER.finditer(text):
        yield text[begun : number.start()]
        yield int(number[0])
        begun = number.end()
    yield text[begun:]


def without_direction(text: str) -> str:
    """Return a text without marks of direction."""
    return DIRECTION.sub("", text)
