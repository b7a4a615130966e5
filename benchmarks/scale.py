"""How long a question takes among many passages: `python -m benchmarks.scale --passages 1000 100000`."""

from datetime import date

DIMENSION = 384
SENTENCES = 4
"""Of a passage."""
PASSAGES = 20
"""Of an article."""
TRANSACTION = 100
"""Articles written together."""
QUESTIONS = 100
AS_OF = date(2020, 1, 1)
