"""Nothing goes out that is not word for word in its article."""

from dataclasses import replace
from datetime import date

from answering.verify import verified, whole
from core.answers import AnswerSentence, Cell, Citation, Table
from core.articles import Article

ARTICLE = Article("a", "Lumenor stopped. Brightly did not.", revision=1)
CITATION = Citation(1, "a", 1, None, None, None, date(2021, 3, 6), "/articles/a", (), 0, 16, "Lumenor stopped.")
SENTENCE = AnswerSentence("Lumenor stopped.", "quoted", (1,))


def look_up(article_id: str, revision: int) -> Article | None:
    """The catalogue of one revision."""
    return ARTICLE if (article_id, revision) == (ARTICLE.id, ARTICLE.revision) else None


def test_sentence_quoted_at_its_span_is_kept():
    """The words at the span, the quote and the sentence are the same."""
    assert verified([SENTENCE], [CITATION], look_up) == ((SENTENCE,), (CITATION,))


def test_sentence_whose_span_is_shifted_is_dropped_with_its_citation():
    """One character off is another quotation."""
    assert verified([SENTENCE], [replace(CITATION, start=1, end=17)], look_up) == ((), ())


def test_sentence_cited_to_another_revision_is_dropped():
    """The words of one revision do not vouch for another."""
    assert verified([SENTENCE], [replace(CITATION, revision=2)], look_up) == ((), ())


def test_sentence_that_says_more_than_its_quote_is_dropped():
    """A citation elsewhere in the article does not cover other words."""
    longer = replace(SENTENCE, text="Lumenor stopped for good.")

    assert verified([longer], [CITATION], look_up) == ((), ())


def test_sentence_without_citation_is_dropped():
    """No sentence is shown as fact without support."""
    assert verified([replace(SENTENCE, citations=())], [CITATION], look_up) == ((), ())


def test_statement_of_a_register_may_say_it_in_other_words():
    """It was reviewed against the words that it cites, which have to stand."""
    statement = AnswerSentence("Lumenor gave up.", "register", (1,))

    assert verified([statement], [CITATION], look_up) == ((statement,), (CITATION,))
    assert verified([statement], [replace(CITATION, quote="Brightly stopped.")], look_up) == ((), ())


def test_statement_with_one_quote_that_does_not_stand_is_dropped():
    """All of its evidence counts; what another sentence cites stays."""
    statement = AnswerSentence("Both stopped.", "register", (1, 2))
    shifted = replace(CITATION, number=2, start=1, end=17)

    assert verified([statement, SENTENCE], [CITATION, shifted], look_up) == ((SENTENCE,), (CITATION,))


def test_what_a_table_cites_is_kept_where_it_stands():
    """Even if no sentence cites it."""
    rest = replace(CITATION, number=2, start=17, end=ARTICLE.text.find(".", 17) + 1, quote="Brightly did not.")
    table = Table(("Company", "What"), ((Cell("Brightly"), Cell("goes on", (2,))),))

    assert verified([SENTENCE], [CITATION, rest], look_up, table) == ((SENTENCE,), (CITATION, rest))


def test_a_table_goes_where_words_that_it_rests_on_do_not_stand():
    """Rather than with a cell that nothing supports."""
    table = Table(("Company", "What"), ((Cell("Brightly"), Cell("goes on", (2,))),))
    shifted = replace(CITATION, number=2, start=1, end=17)

    _, citations = verified([SENTENCE], [CITATION, shifted], look_up, table)

    assert whole(table, citations) is None
    assert whole(table, [replace(CITATION, number=2)]) == table
