"""An evaluation as the terminal shows it."""

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from eval.evaluate import Evaluation
from eval.scores import Metric
from eval.suite import Suite, Threshold


def show(evaluation: Evaluation, suite: Suite, *, out: Console) -> None:
    """Print the figures, the differences where there are any, and where the report is."""
    out.print(_figures(evaluation, suite))
    if evaluation.comparison:
        out.print(_differences(evaluation, suite))
        out.print("–: no difference shown; times are never tested.", style="dim")
    for what, key in (("Left out", "skipped"), ("Evidence that no article holds", "missing_evidence")):
        if found := evaluation.run.config[key]:  # counted only: held-out evidence may be among it
            out.print(f"{what}: {len(found)}; config.json names them", style="yellow")
    for shortfall in evaluation.shortfalls:
        out.print(shortfall, style="red")
    out.print(f"Report: {evaluation.folder / 'report.html'}", markup=False)


def _figures(evaluation: Evaluation, suite: Suite) -> Table:
    summary = evaluation.summary
    table = Table(box=SIMPLE, title=f"{suite.name}: {summary['cases']} cases", title_justify="left")
    parts = ("development", "holdout") if any(row.case.holdout for row in evaluation.run.rows) else ()
    for column in ("metric", "value", "95%", *("tuned on", "held out")[: len(parts)], "asked"):
        table.add_column(column, justify="left" if column == "metric" else "right", no_wrap=True)
    for metric in suite.metrics:
        one = summary["metrics"][metric.name]
        bound = str(suite.thresholds.get(metric.name, Threshold()))
        table.add_row(
            metric.name,
            written(metric, one["value"]),
            _range(metric, one["low"], one["high"]),
            *(written(metric, summary[part][metric.name]["value"]) for part in parts),
            f"{bound}{'' if one['passed'] else ' MISSED'}",
            style=None if one["passed"] else "red",
        )
    return table


def _differences(evaluation: Evaluation, suite: Suite) -> Table:
    comparison = evaluation.comparison
    table = Table(box=SIMPLE, title="Against the earlier run", title_justify="left")
    for column in ("metric", "before", "now", "change", "95%", "p (Holm)", "so"):
        table.add_column(column, justify="left" if column in ("metric", "so") else "right", no_wrap=True)
    for metric, d in zip(suite.metrics, comparison.differences if comparison else (), strict=True):
        table.add_row(
            d.name,
            written(metric, d.old),
            written(metric, d.new),
            written(metric, d.difference, sign=True),
            _range(metric, d.low, d.high),
            "" if d.p_holm is None else f"{d.p_holm:.3f}",
            {"better": "better", "worse": "WORSE"}.get(d.verdict, "–"),
            style="red" if d.fell else None,
        )
    return table


def _range(metric: Metric, low: float | None, high: float | None) -> str:
    return "" if low is None else f"{written(metric, low)}…{written(metric, high)}"


def written(metric: Metric, value: float | None, *, sign: bool = False) -> str:
    """A figure in its unit: a share with three decimals, milliseconds and words with one."""
    if value is None:
        return "–"
    return f"{value:{'+' if sign else ''}.{3 if metric.unit == 'share' else 1}f}"
