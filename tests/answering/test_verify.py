"""Nothing goes out that is not word for word in its article."""

from dataclasses import replace
from datetime import date

from answering.verify import verified
from core.answers import AnswerSentence, Citation
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
