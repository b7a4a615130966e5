"""Looking up an excerpt: what is quoted, where it stands, and that words which no article has are found nowhere."""

import random
from collections.abc import Sequence
from datetime import date

import pytest

from answering.draft import LENGTH
from answering.excerpts import Excerpts, excerpt_asked, folded
from bootstrap import LocalDesk
from core.answers import Ask
from core.articles import Article, StoredPassage
from tests.fakes import FakeEmbedder, lamps, stored
from vectorstore.words import WordIndex

LETTER = (
    "Lumenor stopped selling lamps to lighthouses on 3 March 2021, chief keeper Ada Tarn wrote to the harbour board. "
    "The letter calls the step a “pause” – not an end – and names no day on which it is to be over. "
    "Tarn's letter does not say whether lamps that were paid for earlier will still be delivered to the islands.\n\n"
    "Critics of Lumenor pointed out that the firm had sold hardly any lamps to lighthouses in the five years before. "
    "A pledge of one firm binds only that firm, and a harbour's rule binds only the harbour that made it."
)
RIVAL = (
    "Brightwick followed on 9 March 2021 and promised to sell no lanterns to lighthouses until a sea law is passed. "
    "Brightwick's café-like showroom in Port Ellen stays open to everybody else who wants a lantern. "
    "A pledge of one firm binds only that firm, and a harbour's rule binds only the harbour that made it. "
    "The sea law that Brightwick asks for, at 24,000 words, had been put to a vote twice and had failed."
)
REVIEW = (
    "A pledge of one firm binds only that firm, and a harbour's rule binds only the harbour that made it. "
    "Looking back on the two pledges, the keepers' guild found both of them wanting in the autumn of 2023."
)
ARTICLES = (
    lamps(id="review", text=REVIEW, dateline=date(2023, 10, 1)),
    lamps(id="rival", text=RIVAL, dateline=date(2021, 3, 9)),
    lamps(id="undated", text=REVIEW.split(". ")[0] + ".", dateline=None),
    lamps(id="letter", text=LETTER, dateline=date(2021, 3, 3)),
)
PLEDGE = "A pledge of one firm binds only that firm, and a harbour's rule binds only the harbour that made it."


class Shelf:
    """Passages in memory, a sentence or two each; `asked` is how many were asked for."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.asked = 0
        self.kept: dict[str, StoredPassage] = {}
        self.words = WordIndex()
        for article in articles:
            self.kept |= {one.passage.id: one for one in stored(article, FakeEmbedder(window=40))}
        self.words.add((key, one.text, one.article.dateline) for key, one in self.kept.items())

    def by_meaning(self, vector, count, as_of=None):
        raise AssertionError("words are looked up by words")

    def by_words(self, text: str, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        return self.words.search(text, count, as_of)

    def passages(self, ids: Sequence[str], as_of: date | None = None) -> dict[str, StoredPassage]:
        self.asked += len(ids)
        return {one: self.kept[one] for one in ids}

    def find(self, excerpt: str, as_of: date | None = None) -> list[tuple[str, str]]:
        places = Excerpts(searcher=self, source=self).find(excerpt, as_of)
        return [(place.article.id, place.quote) for place in places]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(ARTICLES)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ('Which article says "a pause, not an end"?', "a pause, not an end"),
        ("Which piece has “hardly any lamps” in it?", "hardly any lamps"),
        ("where does it say 'binds only that firm'", "binds only that firm"),
        ("Who wrote «until a sea law is passed»?", "until a sea law is passed"),
        ('Find the line "sea law"', "sea law"),
        ('Show me where it says "sea law"', "sea law"),
        ('who said that? "hardly any lamps"', "hardly any lamps"),
        ('"hardly any lamps", who said that?', "hardly any lamps"),
        ('Does any article say "for ever and ever"?', "for ever and ever"),
        ('What is the source of "hardly any lamps"?', "hardly any lamps"),
        ("Which article says 'the keepers' guild found both wanting'?", "the keepers' guild found both wanting"),
        ('Where does it say "the letter calls it a "pause" for now"?', 'the letter calls it a "pause" for now'),
        ('Which article says "hardly any lamps to lighthouses', "hardly any lamps to lighthouses"),
        ('hardly any lamps to lighthouses" which article?', "hardly any lamps to lighthouses"),
        ("Which article says 'hardly any lamps to lighthouses", "hardly any lamps to lighthouses"),
    ],
)
def test_quoted_words_whose_place_is_asked_for_are_a_look_up(question: str, words: str) -> None:
    """Whatever the quotation marks, and if one is missing."""
    assert excerpt_asked(question) == words


@pytest.mark.parametrize(
    "question",
    [
        "which article says the keepers' guild found both of them wanting",
        "In which article does it say that the keepers' guild found both of them wanting?",
        "Where does it say the keepers' guild found both of them wanting?",
        "Where is it written that the keepers' guild found both of them wanting?",
        "Find the passage that says the keepers' guild found both of them wanting.",
        "Which article contains the words: the keepers' guild found both of them wanting?",
        "Who wrote that the keepers' guild found both of them wanting?",
        "What is the source of this sentence: the keepers' guild found both of them wanting",
        "Which article is this from? the keepers' guild found both of them wanting",
        "the keepers' guild found both of them wanting. Where is this from?",
        "the keepers' guild found both of them wanting (source?)",
        "the keepers' guild found both of them wanting",
    ],
)
def test_words_beside_the_question_for_their_place_are_a_look_up(question: str) -> None:
    """Without quotation marks, and also when they are all that was pasted."""
    assert excerpt_asked(question) == "the keepers' guild found both of them wanting"


def test_a_paste_that_holds_a_quotation_is_looked_up_as_a_whole() -> None:
    """The quotation is part of the article's sentence."""
    paste = 'Tarn, who said it first, calls the step "a pause and not an end" in her letter.'

    assert excerpt_asked(paste) == paste


@pytest.mark.parametrize("question", ['"hardly any lamps"', " “hardly any lamps”. "])
def test_a_message_that_is_all_quotation_is_a_look_up(question: str) -> None:
    """Nobody puts a question of their own between quotation marks."""
    assert excerpt_asked(question) == "hardly any lamps"


@pytest.mark.parametrize(
    "question",
    [
        'Did Lumenor say it "went beyond a short pause"?',
        "Did Lumenor say it 'went beyond a short pause'?",
        'What does "until a sea law is passed" mean for Brightwick?',
        "How long does Lumenor's pause last, and don't the keepers' friends mind?",
        "Who wrote to Lumenor to ask what a pause is?",
        "What did Lumenor answer to those who said it had given in to the keepers?",
        "Find the sentence about the lamps of Brightwick.",
        "Show me the line about the word 'pause'.",
        "tell me what lumenor promised to the lighthouses and for how long",
        "for how long will lumenor sell no lamps to the lighthouses",
        "lumenor lamps pause",
        '"pause"',
    ],
)
def test_other_questions_are_no_look_up(question: str) -> None:
    """Not even with a quotation inside."""
    assert excerpt_asked(question) is None


def test_an_excerpt_is_found_as_the_whole_sentence_around_it(shelf: Shelf) -> None:
    """Also when it is cut from the middle."""
    sentence = LETTER.split("\n\n")[1].split(". ")[0] + "."

    assert shelf.find("the firm had sold hardly any lamps to") == [("letter", sentence)]


@pytest.mark.parametrize(
    "excerpt",
    [
        "THE LETTER CALLS THE STEP A PAUSE",
        "the letter  calls\nthe step a 'pause' - not an end - and names",
        'The letter calls the step a "pause"—not an end—and names no day',
        "…the letter calls the step … and names no day...",
        "The letter calls the step [...] to be over.",
    ],
)
def test_case_space_and_punctuation_do_not_matter(shelf: Shelf, excerpt: str) -> None:
    """Nor words that an ellipsis stands for."""
    assert [quote[:31] for _, quote in shelf.find(excerpt)] == ["The letter calls the step a “pa"]


def test_accents_do_not_matter(shelf: Shelf) -> None:
    """Whether left out, or typed as a mark of their own."""
    found = [shelf.find(f"{word}-like showroom") for word in ("café", "cafe", "cafe\u0301")]

    assert found[0] == found[1] == found[2]
    assert [article for article, _ in found[0]] == ["rival"]


def test_the_comma_in_a_large_number_does_not_matter(shelf: Shelf) -> None:
    """Many leave it out."""
    assert [article for article, _ in shelf.find("asks for, at 24000 words")] == ["rival"]


def test_an_excerpt_may_cross_a_border_of_passages(shelf: Shelf) -> None:
    """And of paragraphs: it is sought in the article's whole text."""
    excerpt = "delivered to the islands. Critics of Lumenor"
    assert not any(folded(excerpt) in folded(one.text) for one in shelf.kept.values())

    (found,) = shelf.find(excerpt)

    assert found[0] == "letter"
    assert found[1].startswith("Tarn's letter") and found[1].endswith("five years before.")


def test_a_place_has_three_sentences_at_most(shelf: Shelf) -> None:
    """The first three of a longer excerpt."""
    (found,) = shelf.find(LETTER)

    assert found[1] == LETTER.split("\n\n")[0]


def test_the_same_words_are_found_in_all_their_articles(shelf: Shelf) -> None:
    """The earliest dateline first, the undated last, and nowhere else what is only like it."""
    found = shelf.find("binds only the harbour that made it")

    assert found == [(article, PLEDGE) for article in ("letter", "rival", "review", "undated")]


def test_articles_from_after_the_day_are_not_found(shelf: Shelf) -> None:
    """Nor those without a dateline."""
    found = shelf.find(PLEDGE, date(2021, 3, 9))

    assert [article for article, _ in found] == ["letter", "rival"]


@pytest.mark.parametrize(
    "excerpt",
    [
        "Critics of Lumenor pionted out that the firm had sold hardly any lamps to lighthouses",
        "Critics of Lumnor pointed out that the firm had sold hardly any lamps to lighthouses",
        "Critics of Lumenor pointed out that firm had sold hardly any lamps to lighthouses",
        "critics of lumenor said that the firm had sold hardly any lamps to lighthouses before",
        "ritics of Lumenor pointed out that the firm had sold hardly any lamps to lighthouses in the five years bef",
    ],
)
def test_nearly_the_same_words_are_found(shelf: Shelf, excerpt: str) -> None:
    """With a typing error, a word less, or another word; the place is still the sentence, and only that."""
    sentence = LETTER.split("\n\n")[1].split(". ")[0] + "."

    assert shelf.find(excerpt) == [("letter", sentence)]


def test_nearly_the_same_words_may_cross_a_border_of_sentences(shelf: Shelf) -> None:
    """Though a word is missing before it."""
    (found,) = shelf.find("does not say lamps that were paid for earlier will be delivered to the islands. Critics of")

    assert found[1].startswith("Tarn's letter") and found[1].endswith("five years before.")


def test_a_word_met_by_chance_beside_them_belongs_to_no_place() -> None:
    """Such as an article before the sentence that starts with the same one."""
    text = "Nobody asked for a rule. A pledge of one firm binds only the firm itself, the keepers say."

    found = Shelf([lamps(text=text)]).find("a pledge of one firm binds only the firm itself, keepers say")

    assert [quote[:8] for _, quote in found] == ["A pledge"]


def test_only_the_nearest_are_found() -> None:
    """Not those that are near enough by themselves, but clearly less near."""
    one = lamps(id="one", text="The keepers' guild found both of the early pledges wanting in autumn and said so.")
    other = lamps(id="other", text="The keepers' guild found both of the pledges lacking in autumn and said that.")

    found = Shelf([one, other]).find("the keepers' guild found both of the pledges lacking in autum and said that")

    assert [article for article, _ in found] == ["other"]


def test_very_words_leave_no_room_for_nearly_the_same() -> None:
    """An article that says it a little differently is not what was quoted."""
    one = lamps(id="one", text="The keepers' guild found both of the pledges wanting in autumn.")
    other = lamps(id="other", text="The keepers' guild found both of the pledges lacking in autumn.")

    found = Shelf([one, other]).find("guild found both of the pledges lacking in autumn")

    assert [article for article, _ in found] == ["other"]


@pytest.mark.parametrize(
    "excerpt",
    [
        "Critics of Brightwick pointed out that the firm had sold hardly any lamps to lighthouses",
        "critics of brightwick pointed out that the firm had sold hardly any lamps to lighthouses",
        "Brightwick stopped selling lamps to lighthouses on 3 March 2021, chief keeper Ada Tarn wrote",
        "Lumenor stopped selling lamps to lighthouses on 3 March 2022, chief keeper Ada Tarn wrote",
        "Lumenor stopped selling lamps to lighthouses on 5 March 2021, chief keeper Ada Tarn wrote",
        "Looking back on the two pledges, the keepers' guild found both of them wanting in the autumn of 2033.",
    ],
)
def test_another_name_or_number_makes_it_another_statement(shelf: Shelf, excerpt: str) -> None:
    """However near the rest is."""
    assert shelf.find(excerpt) == []


@pytest.mark.parametrize(
    "excerpt",
    [
        "Lumenor told the harbour board on 3 March 2021 that no lighthouse had ever paid for its lamps.",
        "The keepers' guild welcomed the letter of Ada Tarn and asked the other firms to follow her.",
        "Brightwick promised to sell lanterns to every lighthouse as soon as the sea law had failed.",
        "The pause of Lumenor ended in the autumn of 2023, when the islands ran out of lamps.",
        "A harbour may bind a firm by its rule if the firm has sold lamps to that harbour before.",
        "hardly any lanterns to lighthouses",
        "… ! –",
        "",
    ],
)
def test_a_sentence_on_the_topic_that_no_article_has_is_not_found(shelf: Shelf, excerpt: str) -> None:
    """Though its words are theirs."""
    assert shelf.find(excerpt) == []


def test_every_run_of_words_is_found(shelf: Shelf) -> None:
    """Sixty at random, of 6 to 30 words."""
    draw = random.Random(20)
    for _ in range(60):
        article = draw.choice(ARTICLES)
        words = article.text.split()
        first = draw.randrange(len(words) - 6)
        excerpt = " ".join(words[first : first + draw.randint(6, 30)])

        found = shelf.find(excerpt)

        assert found, excerpt
        assert all(folded(excerpt) in folded(next(a.text for a in ARTICLES if a.id == one)) for one, _ in found)


def drawn(articles: Sequence[Article], count: int) -> list[str]:
    """Runs of 12 to 30 words from anywhere in the articles, the same ones every time."""
    draw = random.Random(200)
    pool = sorted(articles, key=lambda article: article.id)
    found = []
    for _ in range(count):
        words = draw.choice(pool).text.split()
        length = draw.randint(12, 30)
        first = draw.randrange(len(words) - length)
        found.append(" ".join(words[first : first + length]))
    return found


def test_every_excerpt_of_the_shipped_articles_is_found_with_its_origin(shipped: LocalDesk) -> None:
    """Two hundred at random: all articles that have it, with title, publisher, date and link, and the words around."""
    articles = shipped.articles()
    excerpts = drawn(articles, 200)

    answers = shipped.ask([Ask(f"Which article says “{excerpt}”?") for excerpt in excerpts])

    for excerpt, answer in zip(excerpts, answers, strict=True):
        holding = {one.id: one for one in articles if f" {folded(excerpt)} " in f" {folded(one.text)} "}
        cited = {one.article_id: one for one in answer.citations}
        assert cited and (set(cited) <= set(holding) and len(cited) == min(len(holding), LENGTH)), excerpt
        for article_id, one in cited.items():
            article = holding[article_id]
            assert (one.title, one.publisher, one.dateline) == (article.title, article.publisher, article.dateline)
            assert one.url == (article.url or f"/articles/{article.id}")
            assert article.text[one.start : one.end] == one.quote
            told = f"“{article.name}” ({article.publisher}, {article.dateline:%-d %B %Y}, {one.url}) has these words."
            assert told in {line.text for line in answer.sentences}


def test_only_the_best_passages_are_looked_into() -> None:
    """So that a large library costs no more than a small one."""
    texts = [f"The keepers of lighthouse {number} sold lamps." for number in range(300)]
    shelf = Shelf([lamps(id=f"a{number}", text=text) for number, text in enumerate(texts)])

    found = shelf.find("the keepers of lighthouse 217 sold lamps and oil and rope")

    assert [article for article, _ in found] == ["a217"]
    assert shelf.asked <= 80


def test_many_ellipses_end_soon() -> None:
    """Instead of trying every place of every part, which would take for ever."""
    shelf = Shelf([lamps(text="of the lamp and " * 300)])

    assert shelf.find("of … the … " * 60 + "lighthouse") == []
