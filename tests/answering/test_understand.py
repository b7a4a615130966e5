"""What is read out of a question before anything is looked up."""

import re
from dataclasses import dataclass, field
from datetime import date

import pytest

from answering.lexicon import COMMON
from answering.understand import Question, following, parts, readings, understand
from core.answers import Ask, Turn
from core.errors import InputError
from vectorstore.words import stems

COMPANIES = ("Lumenor", "Brightly", "Lampworks AI")
LASTS = "How long does Lumenor's pause last?"
LETTER = "Who signed Brightly's letter?"


@dataclass
class FakeLexicon:
    """Knows a few words, and takes all others for names or slips. Lumenor's product is the Glow."""

    words: set[str] = field(
        default_factory=lambda: {"did", "promise", "what", "lamps", "about", "lumenor", "and", "tarn"}
    )
    slips: dict[str, str] = field(default_factory=lambda: {"Lumenro": "Lumenor"})
    called: dict[str, str] = field(
        default_factory=lambda: {"glow": "Lumenor"} | {name.lower(): name for name in COMPANIES}
    )

    def companies_at(self, text: str) -> tuple[tuple[str, int], ...]:
        found = re.finditer(rf"(?<!\w)(?:{'|'.join(self.called)})(?!\w)", text, re.IGNORECASE)
        return tuple((self.called[one[0].lower()], one.start()) for one in found)

    def companies_in(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(company for company, _ in self.companies_at(text)))

    def weights(self, text: str) -> dict[str, float]:
        return {stem: 1.0 for stem in stems(text) if stem not in COMMON}

    def meanings(self, text: str) -> frozenset[str]:
        return frozenset(stems(text))

    def mend(self, word: str, as_of: date | None = None) -> str:
        return self.slips.get(word, word)

    def known(self, word: str) -> bool:
        return word.lower() in self.words

    def is_strange(self, word: str) -> bool:
        return word.lower() in {"zorblax", "tarn"}


def first(question: str, *history: Turn, as_of: date | None = None) -> Question:
    """Its likeliest reading."""
    return understand(Ask(question, as_of, history), FakeLexicon(), 1000)[0]


def standalones(question: str, *history: Turn) -> list[str]:
    """What it may mean, the likeliest first."""
    return [one.standalone for one in understand(Ask(question, None, history), FakeLexicon(), 1000)]


def test_empty_question_is_refused_with_one_sentence():
    """White space and punctuation alone are no question."""
    with pytest.raises(InputError, match="The question is empty; type a question"):
        understand(Ask(" ?! \n"), FakeLexicon(), 1000)


def test_long_question_is_refused_with_both_lengths():
    """The sentence gives the length found and the length allowed."""
    with pytest.raises(InputError, match=r"100,000 characters; ask it in at most 1,000"):
        understand(Ask("a" * 100_000), FakeLexicon(), 1000)


def test_half_a_character_is_refused():
    """Such as a browser may send when it cuts an emoji in two; it could not be stored."""
    with pytest.raises(InputError, match="half a character"):
        understand(Ask("Which lamps \ud83d?"), FakeLexicon(), 1000)


def test_companies_come_in_order_of_mention():
    """Once each, also by a product of theirs."""
    found = first("Did Brightly or LUMENOR move first, or was the Glow of Lumenor the first?").companies

    assert found == ("Brightly", "Lumenor")


def test_slip_is_mended_and_the_original_is_kept():
    """The stand-alone form has the right name; what was asked stays as typed."""
    question = first("What did Lumenro promise?")

    assert (question.asked, question.standalone) == ("What did Lumenro promise?", "What did Lumenor promise?")
    assert question.companies == ("Lumenor",)


def test_slip_is_mended_within_a_longer_word():
    """Before an apostrophe or a hyphen."""
    assert first("What is Lumenro's pause?").standalone == "What is Lumenor's pause?"
    assert first("What is the Lumenro-12?").standalone == "What is the Lumenor-12?"


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Palanto promise?", ("Palanto",)),
        ("What did Palanto promise Lumenor?", ("Palanto",)),
        ("Did Palanto or Orvex promise lamps?", ("Palanto", "Orvex")),
        ("Zorblax lamps?", ("Zorblax",)),
        ("What did Lumenor promise in Ohio?", ()),
        ("What did Lumenor promise Palanto?", ()),
        ("What lamps in Ohio?", ()),
        ("Palanto's lamps and Lumenor?", ()),
        ("What did Tarn promise?", ()),
        ("WHAT DID PALANTO PROMISE?", ()),
        ("What did, as I asked and I'm told, lamps promise?", ()),
    ],
)
def test_name_that_no_article_has_is_noticed_unless_it_is_an_aside(question: str, unknown: tuple[str, ...]):
    """Names count as what is asked about before a known company, and not after a preposition of place."""
    assert first(question).unknown == unknown


def test_names_that_articles_have_are_noticed_too():
    """In small letters as well, companies left out."""
    assert first("What did tarn promise Lumenor?").names == ("tarn",)
    assert first("What did Lumenor and Palanto promise?").names == ()


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Who signed it?", "person"),
        ("whose ban is permanent", "company"),
        ("Whose name is on the letter?", "person"),
        ("Which company went first?", "company"),
        ("Which of them went first?", "company"),
        ("How long does it last?", "duration"),
        ("Until when?", "duration"),
        ("How much did it cost?", "amount"),
        ("how many officers?", "number"),
        ("When was that?", "date"),
        ("Why did they stop?", "reason"),
        ("Is it still in force?", "later"),
        ("What does the letter say?", "statement"),
        ("Is the letter long?", ""),
    ],
)
def test_question_wants_a_kind_of_answer(question: str, wants: str):
    """The words that ask tell what an answer has to show."""
    assert first(question).wants == wants


@pytest.mark.parametrize(
    ("question", "compares"),
    [
        ("Compare the promises", True),
        ("Did Lumenor or Brightly stop?", True),
        ("Are any of these bans permanent?", True),
        ("What did each company stop?", True),
        ("What did Lumenor stop?", False),
        ("Did both lamps of Lumenor stop?", False),
    ],
)
def test_question_that_sets_companies_side_by_side_is_recognised(question: str, compares: bool):
    """Two names, or none and words such as "compare" and "any of these"."""
    assert first(question).compares is compares


@pytest.mark.parametrize(
    ("question", "is_present", "is_open"),
    [
        ("What does Lumenor sell?", True, True),
        ("What did Lumenor sell?", False, True),
        ("Does Lumenor sell lamps?", True, False),
        ("What does Lumenor not sell?", True, False),
        ("What is known of 2021?", False, True),
    ],
)
def test_questions_of_how_things_stand_and_open_ones_are_told_apart(question: str, is_present: bool, is_open: bool):
    """The first want the newest; the others want no denial."""
    found = first(question)

    assert (found.is_present, found.is_open) == (is_present, is_open)


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And Brightly?", "How long does Brightly's pause last?"),
        ("what about brightly", "How long does Brightly's pause last?"),
        ("Who signed it?", "How long does Lumenor's pause last? Who signed it?"),
        ("Is Brightly part of it?", "How long does Lumenor's pause last? Is Brightly part of it?"),
        ("Until when?", "How long does Lumenor's pause last? Until when?"),
        ("What did Brightly say about lamps in lighthouses?", "What did Brightly say about lamps in lighthouses?"),
        ("What happened in Portland?", "What happened in Portland?"),
        (
            "What of the lamps that Brightly sold before it stopped?",
            "What of the lamps that Brightly sold before it stopped?",
        ),
    ],
)
def test_follow_up_is_resolved_against_the_question_before(question: str, standalone: str):
    """A bare name takes the place of the one before; a question that leans on the last is put behind it."""
    assert first(question, Turn(LASTS, "For ever.")).standalone == standalone


def test_company_takes_the_place_of_a_product():
    """The earlier question does not have the other company's own name in it."""
    assert standalones("And Brightly?", Turn("How long does the Glow stay off?", "…")) == [
        "Brightly: How long does the Glow stay off?"
    ]


def test_bare_name_after_a_question_without_one_goes_in_front_of_it():
    """Nothing can be replaced there."""
    assert standalones("And Brightly?", Turn("How long do pauses last?", "…")) == ["Brightly: How long do pauses last?"]


def test_company_takes_no_place_of_two():
    """They were set side by side."""
    assert standalones("And Lampworks AI?", Turn("How do Lumenor and Brightly differ?", "…")) == [
        "Lampworks AI: How do Lumenor and Brightly differ?"
    ]


def test_follow_up_may_also_be_about_the_company_alone():
    """The one that was talked of, named or found, stands before it in a second reading; of several, none."""
    asked, answered = Turn(LASTS, "For ever."), Turn("Who stopped?", "Brightly stopped.")
    several = Turn("Who stopped?", "Lumenor stopped, and then Brightly.")

    assert standalones("Who signed it?", asked) == [f"{LASTS} Who signed it?", "Lumenor: Who signed it?"]
    assert standalones("Who signed it?", answered) == ["Who stopped? Who signed it?", "Brightly: Who signed it?"]
    assert standalones("Who signed it?", several) == ["Who stopped? Who signed it?"]


def test_follow_up_with_a_name_may_also_be_the_earlier_question_about_it():
    """As a second reading."""
    assert standalones("Is Brightly's like it?", Turn(LASTS, "For ever.")) == [
        f"{LASTS} Is Brightly's like it?",
        "How long does Brightly's pause last?",
    ]


@pytest.mark.parametrize("back", ["Back to the first one: until when?", "And your first question, why that?"])
def test_back_to_the_first_one_leans_on_the_first_question(back: str):
    """Not on the one just asked."""
    history = (Turn(LASTS, "For ever."), Turn(LETTER, "Ada Tarn."))

    assert first(back, *history).standalone == f"{LASTS} {back}"
    assert first("Until when is that?", *history).standalone == f"{LETTER} Until when is that?"


def test_short_question_leans_on_the_talk_before():
    """Where it names nothing and has hardly a word of its own; without such talk it stands alone."""
    assert standalones("For how long?", Turn("Did Lumenor stop?", "Yes."))[0] == "Did Lumenor stop? For how long?"
    assert standalones("For how long?") == ["For how long?"]


def test_another_company_is_put_into_the_question_that_wanted_the_same():
    """However many turns ago."""
    turns = Turn("Who signed for Lumenor?", "Ada Tarn."), Turn("When did Lumenor stop?", "In 2021.")

    assert standalones("And at Brightly, who was it?", *turns) == ["Who signed for Brightly?"]
    assert standalones("And Brightly?", *turns) == ["When did Brightly stop?"]


def test_companies_that_lead_up_to_a_question_are_meant_by_it():
    """Also where it is read without them."""
    found = understand(Ask("Lumenor or Brightly: whose promise to lighthouses ends first?"), FakeLexicon(), 1000)

    assert found[1].standalone == "whose promise to lighthouses ends first?"
    assert {one.companies for one in found} == {("Lumenor", "Brightly")}


def test_adjective_of_a_nation_is_no_name_that_articles_lack():
    """It narrows the question; a name is what it is about."""
    assert first("Are Ruritanian lighthouses customers?").unknown == ()
    assert first("Does Palanto sell lamps to lighthouses?").unknown == ("Palanto",)


def test_question_after_a_name_alone_is_known_as_such():
    """Whoever asks more wants an answer to that."""
    assert first("Who is Tarn?").is_name
    assert not first("Who does Tarn pay?").is_name


def test_follow_up_on_a_follow_up_leans_on_the_first_question():
    """The chain does not grow with every turn; what leaned on it before comes second."""
    assert standalones("Is it still on?", Turn("What did Lumenor promise? Does it include lamps?", "Yes.")) == [
        "What did Lumenor promise? Is it still on?",
        "Lumenor: Does it include lamps? Is it still on?",
        "Lumenor: Is it still on?",
    ]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Quick one before my deadline: how long does Lumenor's pause last?", "how long does Lumenor's pause last?"),
        ("Hi there! How long does Lumenor's pause last?", LASTS),
        ("My boss wants to know. How long does Lumenor's pause last?", LASTS),
    ],
)
def test_question_behind_a_preamble_may_be_meant_alone(question: str, asked: str):
    """As a second reading, without what was said before it came to the point."""
    assert standalones(question) == [question, asked]


@pytest.mark.parametrize(
    "question",
    [LASTS, "Lumenor stopped selling lamps. How long is it to last?", "Tell me about lamps: which ones?"],
)
def test_what_goes_before_is_no_preamble_where_the_question_needs_it(question: str):
    """It leans on that, or is too short to stand alone."""
    assert standalones(question) == [question]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When did Lumenor stop, and when did it go on?", ["When did Lumenor stop", "when did it go on?"]),
        ("When did Lumenor stop? And who said so?", ["When did Lumenor stop", "who said so?"]),
        (
            "When did Lumenor stop, who said so and why was it done?",
            ["When did Lumenor stop, who said so", "why was it done?"],
        ),
        ("What did Lumenor stop and start?", ["What did Lumenor stop and start?"]),
        ("Lumenor stopped, and when did it go on?", ["Lumenor stopped, and when did it go on?"]),
        ("Who and when?", ["Who and when?"]),
        (LASTS, [LASTS]),
    ],
)
def test_questions_in_a_row_are_parted(question: str, found: list[str]):
    """Where a new one begins with its own question word; at least one is left."""
    assert parts(question) == found


def test_further_part_leans_on_the_question_it_came_with():
    """It is part of what was asked, on the same day."""
    question = first("When did Lumenor stop, and who said so?", as_of=date(2021, 3, 4))

    found = following(question, "who said so?", "On 3 March 2021.", FakeLexicon())

    assert found[0].standalone == "When did Lumenor stop? who said so?"
    assert {(one.asked, one.as_of) for one in found} == {(question.asked, date(2021, 3, 4))}


def test_what_was_answered_before_is_remembered():
    """Its first sentence, by the next question and a further part of one, all by who wants more; without its marks."""
    last = Turn(LETTER, "Ada Tarn [1][2]. So it was [3].")
    question = first("Who signed it?", Turn(LASTS, "For ever [1]."), last)

    further = following(question, "and why was it sent?", "She did.", FakeLexicon())[0]

    assert first(LASTS).heard == ""
    assert question.heard == first("And where?", last).heard == first("Why?", last).heard == "Ada Tarn."
    assert further.heard == "Ada Tarn. She did."
    assert first("And?", last).heard == "Ada Tarn. So it was."
    assert [text for text in ("And?", "And where?", "Why?", LASTS) if first(text, last).wants_more] == ["And?"]


def test_follow_up_that_names_a_day_is_answered_as_of_that_day():
    """Not as of the day in the question before it."""
    history = Turn("What is Lumenor's policy as of 1 January 2024?", "A pause.")

    assert first("Was it on as of 1 July 2020?", history).as_of == date(2020, 7, 1)
    assert first("Was it on then?", history).as_of == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Which article says “Lumenor had sold no lamps by May 2021. It was over”?", None),
        ('Which article says "sold until further notice". By May 2021 it was over"?', None),
        ("As of July 2022, which article says “Lumenor had sold no lamps by May 2021”?", date(2022, 7, 31)),
        ("What did Lumenor's keepers' guild say as of July 2022?", date(2022, 7, 31)),
    ],
)
def test_a_day_in_quoted_words_is_not_that_of_the_question(question: str, day: date | None):
    """Nor is the end of the quotation a question of its own."""
    found = understand(Ask(question), FakeLexicon(), 1000)

    assert [(one.standalone, one.as_of) for one in found] == [(question, day)]


def test_the_day_that_comes_with_a_question_counts_for_all_its_readings():
    """More than one that it names itself."""
    found = understand(Ask("Until when as of 2022?", date(2021, 1, 1), (Turn(LASTS, "…"),)), FakeLexicon(), 1000)

    assert [one.as_of for one in found] == [date(2021, 1, 1)] * 2


def test_readings_keep_the_question_as_it_is_without_a_conversation():
    """Nothing can be leaned on."""
    assert readings("And Brightly?", (), FakeLexicon()) == ["And Brightly?"]
