"""Articles made by rule, any number of them and always the same, so that a figure can be measured again."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from core.articles import Article

WORDS = 900
"""Of an article, about."""
PARAGRAPH = 5
"""Sentences."""
FIRST_DAY, DAYS = date(2015, 1, 1), 3650
SYLLABLES = (
    "bar",
    "cor",
    "del",
    "fen",
    "gal",
    "hol",
    "jor",
    "kel",
    "lum",
    "mar",
    "nor",
    "pel",
    "quin",
    "ras",
    "tor",
    "vel",
)
ENDINGS = ("ane", "ium", "ix", "ora", "us", "eth")
WHO = "minister,engineer,mayor,teacher,judge,sailor,farmer,nurse,editor,union,court,council,committee".split(",")
DID = "promised,refused,began,agreed,asked,offered,failed,hoped,planned,decided,threatened,expected".split(",")
WHAT = (
    "to sell lamps to lighthouses,to stop counting visitors at the gate,to publish every contract within a month,"
    "to keep the old harbour open,to delete what the cameras had recorded,to pay for the repair of the bridge,"
    "to let an outside panel read the files,to end the trial before the autumn,to name those who had asked for it,"
    "to test the new scanners on volunteers only,to move the archive into the town hall,to wait for a law"
).split(",")
WHY = (
    "because the winter had been long,because nobody had asked the people who live there,"
    "since the first test had gone wrong,although the price had doubled,while the talks went on,"
    "after a night of argument,before the report was printed,unless the court says otherwise,"
    "as soon as the money is found,even if the neighbours object"
).split(",")
PATTERNS = (
    "The {who} of {place} {did} {what} {why}.",
    "On {day}, {name} {did} {what}, {why}.",
    "“It was time,” said {name}, {who} in {place}, who {did} {what}.",
    "By the count of {name}, {number} of {total} people in {place} were asked, {why}.",
    "{name} {did} {what}; the {who} {did2} {what2}.",
    "It cost {number} crowns, {why}, and the {who} {did} {what}.",
)


def articles(count: int, seed: int = 1) -> Iterator[Article]:
    """So many of them, each with a text, a title, a day and a publisher of its own."""
    return (article(number, seed) for number in range(count))


def article(number: int, seed: int = 1) -> Article:
    """One of them, the same whichever others are made."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 nothing is secret here
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    return Article(
        id=f"made-{seed}-{number}",
        text=_text(chance),
        title=f"{_name(chance)} and the {chance.choice(WHO)} of {_name(chance)}",
        publisher=f"The {_name(chance)} Post",
        published=day,
        dateline=day,
        url=f"https://example.org/{seed}/{number}",
        revision=1,
    )


def sentence(chance: random.Random) -> str:
    """One, of 10 to 30 words."""
    filled = {name: chance.choice(known) for name, known in (("who", WHO), ("did", DID), ("what", WHAT), ("why", WHY))}
    return chance.choice(PATTERNS).format(
        **filled,
        name=_name(chance),
        place=_name(chance),
        day=f"{FIRST_DAY + timedelta(days=chance.randrange(DAYS)):%-d %B %Y}",
        number=chance.randrange(2, 1000),
        total=chance.randrange(1000, 100_000),
        did2=chance.choice(DID),
        what2=chance.choice(WHAT),
    )


def _text(chance: random.Random) -> str:
    paragraphs: list[str] = []
    words = 0
    while words < WORDS:
        paragraph = " ".join(sentence(chance) for _ in range(PARAGRAPH))
        paragraphs.append(paragraph)
        words += len(paragraph.split())
    return "\n\n".join(paragraphs)


def _name(chance: random.Random) -> str:
    return f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}{chance.choice(ENDINGS)}".capitalize()
