"""Sums on dates: which questions ask for one, of which events, and what comes out."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answering.arithmetic import Sum, dates_of, difference, said, sum_asked

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
UNITS = st.sampled_from(["", "days", "weeks", "months", "years"])
WORDS = st.sampled_from(
    "how long many days after before was did between and or first when by the time it its IBM's Amazon pause letter , ?"
    " apart than earlier \\1 \\g<0> 's that of the company".split()
)


@pytest.mark.parametrize(
    ("question", "first", "second", "unit"),
    [
        ("How many days after IBM's letter did Amazon pause sales?", "IBM's letter", "Amazon pause sales", "days"),
        ("how long after IBM’s letter came Amazon’s pause", "IBM's letter", "Amazon's pause", ""),
        ("How long before Amazon's freeze did Orlando quit?", "Orlando quit", "Amazon's freeze", ""),
        ("How soon did Amazon act after IBM wrote to Congress?", "IBM wrote to Congress", "Amazon act", ""),
        ("Roughly how much time passed between Axon's vow and the pilot?", "Axon's vow", "the pilot", ""),
        ("days between microsoft vow and williams story", "microsoft vow", "williams story", "days"),
        ("How many days apart were IBM's letter and Amazon's pause?", "IBM's letter", "Amazon's pause", "days"),
        ("What was the gap in weeks between the letter and the vote?", "the letter", "the vote", "weeks"),
        ("How many months passed from the letter to the vote?", "the letter", "the vote", "months"),
        ("By how long did IBM's letter beat Amazon's pause?", "IBM's letter", "Amazon's pause", ""),
        ("How much later did Axon act than Ring?", "Ring act", "Axon act", ""),
        ("Which came first, IBM's letter or the Moratorium Act?", "IBM's letter", "the Moratorium Act", ""),
        ("Who was collared first: Parks or Williams?", "Parks was collared", "Williams was collared", ""),
        ("Was it IBM or Amazon that wrote first?", "IBM wrote", "Amazon wrote", ""),
        ("williams case before or after ibm pledge", "williams case", "ibm pledge", ""),
        ("Amazon's pause came how many days after IBM's letter?", "IBM's letter", "Amazon's pause", "days"),
        ("How long had Amazon's pause lasted when Congress met?", "Amazon's pause", "Congress met", ""),
        ("After the letter, how many days passed before Amazon acted?", "the letter", "Amazon acted", "days"),
        ("How long did it take after the letter for Amazon to act?", "the letter", "Amazon act", ""),
        ("What's the gap between the letter and the vote in months?", "the letter", "the vote", "months"),
        ("Was it before or after the vote that Google's staff spoke?", "the vote", "Google's staff spoke", ""),
        ("Amazon's pause vs the vote: how many weeks apart?", "Amazon's pause", "the vote", "weeks"),
        ("How long did Amazon wait after IBM's letter to act?", "IBM's letter", "Amazon act", ""),
    ],
)  # fmt: skip
def test_question_about_the_time_between_two_events_names_both(question: str, first: str, second: str, unit: str):
    """The one that the question takes to be the earlier comes first."""
    assert sum_asked(question) == Sum(first, second, unit)


@pytest.mark.parametrize(
    ("question", "first", "second", "unit"),
    [
        ("Did IBM act before Amazon, and by how many days?", "IBM act", "Amazon act", "days"),
        (
            "Did the man's arrest hit the news before or after IBM wrote to Congress, and how many days apart?",
            "the man's arrest hit the news", "IBM wrote to Congress", "days",
        ),
        (
            "Had Orlando's police already dropped Amazon's software by the time the company hit pause? By how long?",
            "Orlando's police dropped Amazon's software", "Amazon hit pause", "",
        ),
    ],
)  # fmt: skip
def test_question_of_yes_or_no_is_a_sum_when_it_asks_by_how_long(question: str, first: str, second: str, unit: str):
    """Whether the measure stands in the same sentence or in one of its own."""
    assert sum_asked(question) == Sum(first, second, unit)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("how many days after IBM's did Amazon's announcement come", "IBM's announcement", "Amazon's announcement"),
        ("How many weeks after IBM's letter was Microsoft's?", "IBM's letter", "Microsoft's letter"),
        ("How many days between IBM's and Amazon's pledges?", "IBM's pledges", "Amazon's pledges"),
        ("How many days after IBM did Amazon pause sales?", "IBM pause sales", "Amazon pause sales"),
        ("how many days after ibm did amazon pause sales", "ibm pause sales", "amazon pause sales"),
        ("How many days between the pledges of IBM and Amazon?", "the pledges of IBM", "the pledges of Amazon"),
        ("By how long was Gender Shades ahead of the audit of Ring?", "Gender Shades", "the audit of Ring"),
        ("How long after launch did amazon pause sales?", "launch", "amazon pause sales"),
        ("how many months earlier was Jo Parks arrested than Al Williams", "Jo Parks arrested", "Al Williams arrested"),
        ("Which came first, the arrest of Parks or that of Oliver?", "the arrest of Parks", "the arrest of Oliver"),
        ("By how many days did IBM beat Amazon to a pledge?", "IBM's pledge", "Amazon's pledge"),
        ("How long after Somerville banned it did Boston do the same?", "Somerville banned it", "Boston banned it"),
    ],
)
def test_what_one_event_leaves_to_the_other_is_filled_in(question: str, first: str, second: str):
    """So that each can be searched for alone."""
    asked = sum_asked(question)

    assert asked and (asked.first, asked.second) == (first, second)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("How long after IBM wrote did the firm answer?", "IBM wrote", "IBM answer"),
        ("How long before its rules came out did Ring ask?", "Ring ask", "Ring's rules came out"),
        (
            "How long before it expired did Amazon extend its pause?",
            "Amazon extend its pause",
            "Amazon's pause expired",
        ),
        ("how old was the pledge when Amazon extended it", "Amazon's pledge", "Amazon extended the pledge"),
        ("How long after announcing its pause did Amazon act?", "Amazon announcing its pause", "Amazon act"),
        ("How long after writing to Congress did IBM act?", "IBM writing to Congress", "IBM act"),
        ("How long after Amazon's vow did the extension come?", "Amazon's vow", "Amazon's extension"),
        ("How long after Al Williams sued was his case settled?", "Al Williams sued", "Al Williams's case settled"),
    ],
)
def test_pronoun_is_replaced_by_the_name_in_the_other_event(question: str, first: str, second: str):
    """Or by the thing of that name that it stands for."""
    asked = sum_asked(question)

    assert asked and (asked.first, asked.second) == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "When did IBM write to Congress, and how many days later did Amazon act?",
        "When did IBM write to Congress? And how many days after that did Amazon act?",
    ],
)
def test_measure_that_follows_another_question_starts_from_its_event(question: str):
    """In the same sentence or in the one before."""
    assert sum_asked(question) == Sum("IBM write to Congress", "Amazon act", "days")


ORDINARY = """
How long does the pause last?
How many days was he held?
What happened after the letter?
How long was Parks behind bars before he was released?
How many days was Williams held before his release?
How many days was he held after his arrest?
How long before the ban was lifted?
How long before the ban came into force?
How long before Amazon lets the police use it again?
How long before Microsoft will sell to the police again?
How long before Congress did something?
How long after the announcement was it in force?
For how many days after the letter?
How many days after the letter?
How long was the pause?
How long has Ring been working on face recognition?
How long had the sheriff been on Amazon's kit by early 2020?
How long did IBM take to write back to EDRi?
How many words long was Amazon's statement?
How many months did Amazon keep police off Rekognition?
How many years can the settlement be enforced?
How many companies stopped between 2019 and 2021?
How many police departments used it before and after the pause?
How old was Williams when he was arrested?
How old was Williams when the police came?
How old was IBM's chief executive when he wrote the letter?
How old is the newest known word from IBM?
How many days later did Amazon act?
How long after that did it change?
Who was first, IBM or Amazon?
Who moved first, IBM, Amazon or Microsoft?
Which city was the first to outlaw face recognition?
Which came first?
What came first in IBM's contract?
Did Amazon pause before IBM?
Had the freeze already lapsed when Amazon prolonged it?
Was Williams arrested before Parks?
What is the gap between black and white women in the audit?
What is the difference between the letter and the pause?
How far apart were the error rates of lighter and darker women?
How do IBM's and Amazon's promises compare in how long they run?
What is the time limit of Amazon's pause?
When did IBM write and when did Amazon announce its pause?
When did Amazon first stop letting cops use it, and for how long?
Did Amazon pause sales when Congress asked, and for how long?
microsoft pledge how long
amazon first police halt end date
What did IBM say before or after the letter?
What did Amazon do after IBM's letter, and why?
How soon will the law take effect?
How quickly did Meta delete the code from its app?
How long until the moratorium ends?
Did Amazon or Microsoft promise more?
Who wrote first to Congress?
How many days of notice did Amazon give?
How long did IBM keep selling after the letter?
How long is it since the letter?
How much time did Amazon want to give Congress?
By how many votes did the bill pass?
By how much did IBM's error rate beat Amazon's?
Was Parks in jail before his trial, and how long?
How long did the pause run before it was extended?
Did the pause come before the election or not?
""".strip().splitlines()


@pytest.mark.parametrize("question", ORDINARY)
def test_ordinary_question_is_no_sum(question: str):
    """Durations, ages, counts, and orders that only want a yes or a name."""
    assert sum_asked(question) is None


@settings(max_examples=50)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60))
def test_any_question_is_read_without_an_error(question: str):
    """And an event that is found has words."""
    asked = sum_asked(question)

    assert asked is None or (asked.first.strip() and asked.second.strip())


@settings(max_examples=50)
@given(st.lists(DAYS.filter(lambda day: day.year < 2100), max_size=4))
def test_full_days_are_read_in_order(days: list[date]):
    """Each with its own year, whichever is the earlier."""
    sentence = "; ".join(f"on {day.day} {day:%B} {day.year} one spoke" for day in days)

    assert dates_of(sentence) == days


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("IBM wrote on June 8, 2020, and sold until 2020-06-10.", ["2020-06-08", "2020-06-10"]),
        ("The pledges of 8, 10 and 11 June 2020 differ.", ["2020-06-08", "2020-06-10", "2020-06-11"]),
        ("The pledges of 8 June and 10 June 2020 differ.", ["2020-06-08", "2020-06-10"]),
        ("It ran from 8 to 11 June 2020.", ["2020-06-08", "2020-06-11"]),
        ("Under section 20 and 11 June 2020.", ["2020-06-11"]),
        ("Of 12 vendors, 3 spoke by 11 June 2020.", ["2020-06-11"]),
        ("In June 2020, on 8 June, and in 2021.", []),
        ("No one spoke on 31 June 2020.", []),
    ],
)
def test_list_of_days_has_month_and_year_at_its_end(sentence: str, days: list[str]):
    """And what is no full day, or stands in no list with one, is left out."""
    assert [day.isoformat() for day in dates_of(sentence)] == days


@pytest.mark.parametrize(
    ("first", "second", "unit", "expected"),
    [
        (date(2020, 6, 8), date(2020, 6, 10), "", "2 days"),
        (date(2020, 6, 10), date(2020, 6, 11), "", "1 day"),
        (date(2020, 6, 10), date(2020, 6, 10), "", "0 days"),
        (date(2020, 6, 10), date(2020, 6, 10), "years", "0 days"),
        (date(2020, 1, 1), date(2020, 2, 29), "", "59 days"),
        (date(2020, 1, 1), date(2020, 3, 1), "", "2 months"),
        (date(2019, 2, 1), date(2020, 1, 9), "", "11 months and 8 days"),
        (date(2019, 2, 1), date(2020, 1, 9), "years", "11 months and 8 days"),
        (date(2019, 2, 1), date(2020, 1, 9), "days", "342 days"),
        (date(2017, 6, 8), date(2020, 6, 8), "days", "1,096 days"),
        (date(2020, 6, 8), date(2020, 6, 24), "weeks", "2 weeks and 2 days"),
        (date(2020, 1, 31), date(2020, 2, 29), "months", "1 month"),
        (date(2017, 6, 8), date(2020, 6, 10), "months", "36 months and 2 days"),
        (date(2017, 6, 8), date(2020, 6, 8), "", "3 years"),
        (date(2017, 6, 8), date(2020, 6, 1), "years", "about 3 years"),
        (date(2019, 6, 27), date(2025, 12, 3), "", "about 6 years and 5 months"),
        (date(2020, 6, 8), date(2021, 7, 8), "years", "1 year and 1 month"),
    ],
)
def test_difference_is_in_the_unit_asked_for_or_one_that_fits(first: date, second: date, unit: str, expected: str):
    """Days below sixty, months below two years, then years."""
    assert difference(first, second, unit) == expected


@given(DAYS, DAYS, UNITS)
@example(date(2020, 1, 31), date(2020, 3, 1), "months")
@example(date(2020, 2, 29), date(2024, 2, 28), "years")
def test_difference_is_symmetric_and_right(first: date, second: date, unit: str):
    """Added to the earlier day it gives the later one, or one within half a month where it says "about"."""
    told = difference(first, second, unit)
    counts = {name: int(n.replace(",", "")) for n, name in re.findall(r"([\d,]+) (day|week|month|year)", told)}
    months = counts.get("month", 0) + 12 * counts.get("year", 0)
    reached = _plus(min(first, second), months) + timedelta(counts.get("day", 0) + 7 * counts.get("week", 0))
    error = abs(reached - max(first, second)).days

    assert told == difference(second, first, unit)
    assert 0 < error <= 16 if told.startswith("about") else error == 0
    assert all(re.search(rf"\b1 {name}\b", told) if n == 1 else f"{n:,} {name}s" in told for name, n in counts.items())


def _plus(day: date, months: int) -> date:
    """So many months later, on the last day of a month that is too short."""
    month = day.month + months - 1
    for number in range(day.day, 27, -1):
        try:
            return date(day.year + month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    return date(day.year + month // 12, month % 12 + 1, day.day)


@pytest.mark.parametrize("is_swapped", [False, True])
def test_sum_is_said_with_both_days_in_their_order(is_swapped: bool):
    """Whichever of the two is given first."""
    events = [("IBM's letter", date(2020, 6, 8)), ("Amazon's pause", date(2020, 6, 10))]

    sentence = said(*(reversed(events) if is_swapped else events), unit="days")

    assert sentence == "2 days: first IBM's letter (8 June 2020), then Amazon's pause (10 June 2020)."


def test_sum_of_events_on_one_day_says_so():
    """Neither came first."""
    day = date(2020, 6, 8)

    assert said(("the letter", day), ("the bill", day), "") == "0 days: the letter and the bill, both on 8 June 2020."


def test_rounded_sum_begins_with_a_capital():
    """It opens the sentence."""
    sentence = said(("the vow", date(2019, 6, 27)), ("the pilot", date(2025, 12, 3)), "years")

    assert sentence == "About 6 years and 5 months: first the vow (27 June 2019), then the pilot (3 December 2025)."
