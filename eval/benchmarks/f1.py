"""Token F1, which benchmarks with reference answers report."""

import re
import string
from collections import Counter

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def token_f1(answer: str, reference: str) -> float:
    """Harmonic mean of precision and recall over words, from 0 to 1; two empty texts agree.

    SQuAD's normalisation: lower case, without punctuation, English articles and extra white space
    (Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text").
    """
    given, wanted = _words(answer), _words(reference)
    if not given or not wanted:
        return float(given == wanted)
    shared = (Counter(given) & Counter(wanted)).total()
    return 2 * shared / (len(given) + len(wanted))


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()
