"""Reads the folder layout of BEIR: a corpus, queries, and judgements of which documents are relevant to a query.

Thakur et al. 2021, "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models".
"""

from collections import defaultdict
from pathlib import Path

from pydantic import Field

from core.articles import Article
from core.errors import InputError
from eval.benchmarks.found import Found, Question
from eval.benchmarks.rows import Id, Row, json_lines, text_lines


class _Document(Row):
    id: Id = Field(alias="_id")
    title: str | None = None
    text: str


class _Query(Row):
    id: Id = Field(alias="_id")
    text: str


def read_beir(folder: Path, found: Found) -> None:
    """`corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`; a score above 0 is relevant."""
    for place, document in json_lines(folder / "corpus.jsonl", _Document):
        found.article(place, Article(document.id, document.text, document.title))
    relevant = _relevant(folder / "qrels" / "test.tsv")
    asked = set()
    for place, query in json_lines(folder / "queries.jsonl", _Query):
        asked.add(query.id)
        if query.id in relevant:
            gold = tuple(relevant[query.id])
            found.question(place, Question(id=query.id, turns=(query.text,), gold=gold))
        else:
            found.leave_out(place, "queries without a relevant document")
    for query_id in sorted(relevant.keys() - asked):
        found.leave_out(f"query {query_id}", "judged queries that queries.jsonl does not have")


def _relevant(path: Path) -> dict[str, list[str]]:
    """Ids of the relevant documents by query id."""
    relevant = defaultdict(list)
    lines = text_lines(path)
    place, header = next(lines, (f"{path}, line 1", ""))
    if [name.strip() for name in header.split("\t")] != ["query-id", "corpus-id", "score"]:
        raise InputError(f"{place} is not the header query-id, corpus-id, score, with tabs between; put it there.")
    for place, line in lines:
        query, document, score = _judgement(place, line)
        if score > 0:
            relevant[query].append(document)
    return relevant


def _judgement(place: str, line: str) -> tuple[str, str, float]:
    try:
        query, document, score = (part.strip() for part in line.split("\t"))
        return query, document, float(score)
    except ValueError:
        raise InputError(f"{place} is not query id, document id and a number, with tabs between; mend it.") from None
