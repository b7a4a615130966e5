"""The support judge: what each rule forbids and lets pass, on invented examples."""

import time

import numpy as np
import pytest

from evidence.judge import Judge
from tests.fakes import FakeEmbedder

PAUSE = "Lumenor paused the sale of lamps to lighthouses on 3 March 2021 for one year, until the harbour law is passed."
SUPPORTED = {
    "verbatim": (PAUSE, PAUSE),
    "typography": ("The pause isn't over – “yet”.", 'The pause isn’t over - "yet".'),
    "values": ("On March 3, 2021, Lumenor sold twelve lamps.", "Lumenor sold 12 lamps on 3 March 2021."),
    "months": ("Lumenor sold lamps for twelve months.", "Lumenor sold lamps for a year."),
    "coarser date": ("Lumenor sold lamps in March 2021.", "Lumenor sold lamps on 3 March 2021."),
    "passive": ("Brightly was sued by Lumenor.", "Lumenor sued Brightly."),
    "synonyms": ("The firm halted purchases.", "The company ceased purchases."),
    "initials": ("The HLA bought lamps.", "The Harbour Light Association bought lamps."),
    "one of two": ("Brightly sells lamps.", "Lumenor makes glass. Brightly sells lamps."),
    "another clause": ("Lumenor's sale began in May 2021.", "Lumenor's sale began in May 2021 and was called weak."),
    "as many as": ("Lumenor sold as many as 50 lamps.", "Lumenor sold up to 50 lamps."),
    "answer word": ("No: Lumenor sells no lamps.", "Lumenor sells no lamps."),
    "denied opposite": (
        "Islands are outside the promise on lamps.",
        "Islands are not covered by the promise on lamps.",
    ),
    "who buys": ("Harbours may buy lamps from Lumenor.", "Lumenor may sell lamps to harbours."),
    "time between": (
        "Brightly answered on 10 March 2021, a letter sent a week earlier.",
        "Brightly answered on 10 March 2021 a letter sent on 3 March 2021.",
    ),
    "nothing but": ("Lumenor sells nothing but lamps.", "Lumenor sells only lamps."),
    "decided": ("Lumenor banned lamps in May 2021.", "Lumenor voted to ban lamps in May 2021."),
    "or more": ("Lumenor sold at least 50 lamps.", "Lumenor sold 50 or more lamps."),
    "two dates": (
        "Lumenor sold lamps between May 2020 and June 2021.",
        "From May 2020 to June 2021 Lumenor sold lamps.",
    ),
    "any of none": ("Lumenor did not find any lamps.", "Lumenor found no lamps."),
    "attributed": ("Critics claim the lamps are weak.", "Critics claim that the lamps are weak."),
}
FORBIDDEN = {
    "number": ("Lumenor sold 13 lamps.", "Lumenor sold twelve lamps.", "13"),
    "unit": ("Lumenor sold 12% of its lamps.", "Lumenor sold 12 of its lamps.", "12%"),
    "date": ("Lumenor sold lamps in May 2021.", "Lumenor sold lamps in March 2021.", "May 2021"),
    "finer date": ("Lumenor sold lamps on 3 March 2021.", "Lumenor sold lamps in March 2021.", "3 March 2021"),
    "name": ("Brightly sold lamps.", "Lumenor sold lamps.", "'bright'"),
    "roles": ("Brightly sued Lumenor.", "Lumenor sued Brightly.", "lumenor"),
    "changed": ("In May Lumenor leased ten lamps.", "In May Lumenor sold ten lamps.", "'leas'"),
    "clause": ("Lumenor sold 9 lamps.", "Lumenor sold 12 lamps, but Brightly sold 9 lamps.", "something else"),
    "swapped numbers": ("Oil made up 9% and gas 20%.", "Oil made up 20% and gas made up 9%.", "something else"),
    "exchanged": ("Lumenor sold 5 lamps, Brightly 10.", "Lumenor sold 10 lamps, Brightly 5.", "other way round"),
    "other unit of time": ("The pause lasts six weeks.", "The pause lasts six months.", "six"),
    "prefix": ("The sale of lamps was lawful.", "The sale of lamps was unlawful.", "opposite"),
    "from and until": ("Lumenor sold lamps until May 2021.", "Lumenor sold lamps from May 2021.", "up to"),
    "still to do": ("Lumenor returned the lamps.", "Lumenor has a year to return the lamps.", "only to"),
    "sale and use": ("It ended the use of lamps.", "It ended the sale of lamps.", "'sale'"),
    "permanent": ("The pause is permanent.", "The pause is temporary.", "'permanent'"),
    "permanent elsewhere": (
        "Lumenor bars islands from buying lamps permanently.",
        "Lumenor bars harbours for good from buying lamps, and bars islands from buying lamps for five years.",
        "of something else",
    ),
    "open end": ("The pause is indefinite.", "The pause is one year.", "'indefinite'"),
    "before": ("The sale came before the storm.", "The sale came after the storm.", "'before'"),
    "all": ("Lamps went to all harbours.", "Lamps went to harbours.", "'all'"),
    "only": ("Lamps went only to harbours.", "Lamps went to harbours.", "'only'"),
    "because": ("The sale ended because of the storm.", "The sale ended. There was a storm.", "'because'"),
    "unless": ("Sales are banned.", "Sales are banned unless a judge allows them.", "'unless'"),
    "until": ("Lumenor sells no lamps.", "Lumenor sells no lamps until the law is passed.", "'until'"),
    "except": ("Sales are banned in harbours.", "Sales are banned in harbours, except on islands.", "'except'"),
    "about": ("It sold 300 lamps.", "It sold about 300 lamps.", "about"),
    "not": ("The lamps are safe.", "The lamps are not safe.", "'not'"),
    "no": ("There was no evidence of harm.", "There was evidence of harm.", "'no'"),
    "denied elsewhere": ("The lamps did not break.", "The lamps broke, but the glass did not.", "denies"),
    "none of these": ("The ban has no exceptions.", "The ban comes with exceptions.", "no"),
    "time not between": (
        "Brightly answered two weeks later, on 10 March 2021.",
        "Brightly answered on 10 March 2021 a letter sent on 3 March 2021.",
        "two",
    ),
    "never and not": ("Lumenor will never sell lamps.", "Lumenor will not sell lamps.", "never"),
    "added condition": ("Lumenor sells lamps only if it rains.", "Lumenor sells lamps in the rain.", "'only'"),
    "as well as": ("Lumenor sells lamps as well as ropes.", "Lumenor sells only lamps, not ropes.", "as well as"),
    "two apart": (
        "Lumenor sells no lamps to Brightly.",
        "Lumenor sells no lamps. Brightly sells no ropes.",
        "together",
    ),
    "may": ("Lumenor sells lamps.", "Lumenor may sell lamps.", "'may'"),
    "plans": ("Lumenor sold its lamps.", "Lumenor plans to sell its lamps.", "'plans'"),
    "will": ("Lumenor sells its lamps.", "Lumenor will sell its lamps.", "'will'"),
    "critics": ("The lamps are weak.", "Critics claim that the lamps are weak.", "'Critics'"),
    "said": ("The lamps are strong.", "The lamps are strong, Lumenor said.", "'said'"),
    "fragment": ("Lumenor sold bad lamps.", "Moss accused Lumenor: Lumenor sold bad lamps.", "'accused'"),
}


class ConstantEmbedder(FakeEmbedder):
    """Finds all texts alike, or none."""

    def __init__(self, *, alike: bool) -> None:
        super().__init__(dimension=2)
        self._alike = alike

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if self._alike or n == 0 else [0.0, 1.0] for n, _ in enumerate(texts)], np.float32)


@pytest.mark.parametrize("name", SUPPORTED)
def test_supported(name: str) -> None:
    """What says the same in other words, dates or numbers is supported."""
    sentence, quote = SUPPORTED[name]

    verdict = Judge().judge(sentence, quote)

    assert verdict.supported, verdict.reason


@pytest.mark.parametrize("name", FORBIDDEN)
def test_forbidden(name: str) -> None:
    """One rule is enough to forbid a sentence, whatever else agrees, and the reason names what failed."""
    sentence, quote, reason = FORBIDDEN[name]

    verdict = Judge().judge(sentence, quote)

    assert (verdict.supported, verdict.score) == (False, 0.0)
    assert reason in verdict.reason


def test_unrelated() -> None:
    """Another subject is not supported, though no rule forbids it."""
    verdict = Judge().judge("Bakers bake bread at night.", "Sailors mend nets at night.")

    assert not verdict.supported
    assert 0 < verdict.score < 0.5
    assert "bread" in verdict.reason


def test_context_supplies() -> None:
    """Title and dateline supply a name or date that the quote leaves out."""
    sentence, quote = "In March 2021 Lumenor paused its sales.", "The company paused its sales."

    alone = Judge().judge(sentence, quote)
    with_context = Judge().judge(sentence, quote, context="Lumenor pauses\n2021-03-03")

    assert not alone.supported
    assert with_context.supported


def test_context_does_not_overrule() -> None:
    """A date or name of the context does not stand in for another that the quote has."""
    context = "Lumenor and Brightly\n2021-03-03"

    date = Judge().judge("Sales ended on 3 March 2021.", "Sales ended on 9 March 2021.", context=context)
    name = Judge().judge("Brightly's sales ended.", "Lumenor's sales ended.", context=context)

    assert not date.supported and "another date" in date.reason
    assert not name.supported and "lumenor" in name.reason


def test_every_sentence_counts() -> None:
    """Of several sentences, one without support is enough."""
    verdict = Judge().judge("Lumenor sells lamps. Brightly sells lamps.", "Lumenor sells lamps.")

    assert not verdict.supported


def test_empty() -> None:
    """Without words there is nothing to support."""
    assert not Judge().judge("…", "Lumenor sells lamps.").supported
    assert not Judge().judge("Lumenor sells lamps.", "").supported


def test_embedder_weighs_in() -> None:
    """Where no rule forbids it, likeness of meaning can tip the score."""
    sentence, quote = (
        "Lumenor's nocturnal deliveries of lamps were abruptly ended.",
        "Lumenor ended deliveries of lamps.",
    )

    alike = Judge(ConstantEmbedder(alike=True)).judge(sentence, quote)
    unlike = Judge(ConstantEmbedder(alike=False)).judge(sentence, quote)

    assert alike.supported and not unlike.supported


def test_embedder_does_not_overrule() -> None:
    """Likeness of meaning does not make up for what a rule forbids."""
    verdict = Judge(ConstantEmbedder(alike=True)).judge("The lamps are safe.", "The lamps are not safe.")

    assert not verdict.supported


def test_quick() -> None:
    """A pair that was not seen before takes a few milliseconds."""
    pairs = [
        (PAUSE.replace("3 March", f"{n} March"), f"{PAUSE} Critics said on {n} May that it is weak.")
        for n in range(1, 21)
    ]
    Judge().judge("warm", "warm")
    start = time.perf_counter()

    for sentence, quote in pairs:
        Judge().judge(sentence, quote, context="Lumenor pauses")

    assert (time.perf_counter() - start) / len(pairs) < 0.02
