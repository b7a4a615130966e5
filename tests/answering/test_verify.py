"""Nothing goes out that is not word for word in its article."""

from dataclasses import replace
from datetime import date

from answering.verify import verified
from core.answers import AnswerSentence, Citation
from core.articles import Article

ARTICLE = Article("a", "Lumenor stopped. Brightly did not.", revision=1)
CITATION = Citation(1, "a", 1, None, None, None, date(2021, 3, 6), "/articles/a", (), 0, 16, "Lumenor stopped.")
SENTENCE = AnswerSentence("Lumenor stopped.", "quoted", (1,))


def test_sentence_quoted_at_its_span_is_kept():
    """The words at the span, the quote and the sentence are the same."""
    assert verified([SENTENCE], [CITATION], {"a": ARTICLE}) == (SENTENCE,)


def test_sentence_whose_span_is_shifted_is_dropped():
    """One character off is another quotation."""
    assert verified([SENTENCE], [replace(CITATION, start=1, end=17)], {"a": ARTICLE}) == ()


def test_sentence_that_says_more_than_its_quote_is_dropped():
    """A citation elsewhere in the article does not cover other words."""
    longer = replace(SENTENCE, text="Lumenor stopped for good.")

    assert verified([longer], [CITATION], {"a": ARTICLE}) == ()


def test_sentence_without_citation_is_dropped():
    """No sentence is shown as fact without support."""
    assert verified([replace(SENTENCE, citations=())], [CITATION], {"a": ARTICLE}) == ()
