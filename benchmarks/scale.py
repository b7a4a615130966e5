"""How long a question takes among many passages: `python -m benchmarks.scale --passages 1000 100000`."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched
from pathlib import Path

import numpy as np

from benchmarks.articles import article, sentence
from bootstrap import LocalDesk, open_local_desk
from catalogue.catalogue import Catalogue, open_catalogue
from core.answers import Ask
from core.articles import StoredPassage
from core.settings import read_settings
from evidence.sentences import sentence_spans
from core.articles import Article, Passage
from vectorstore.indexes import Indexes

DIMENSION = 384
SENTENCES = 4
"""Of a passage."""
PASSAGES = 20
"""Of an article."""
TRANSACTION = 100
"""Articles written together."""
QUESTIONS = 100
AS_OF = date(2020, 1, 1)
