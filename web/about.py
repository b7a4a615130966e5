"""What the site is, what it cannot do and what it keeps, for whoever wonders whether to trust it."""

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from core.settings import Settings
from web.frame import page

PATH = "/about"
ABOUT = """<h1>About</h1>
<p class="lead">On the Record answers questions about what companies have promised on facial recognition. Every
sentence of an answer is tied to the exact words of a dated article, and those words are one click away.</p>

<section><h2>How it works</h2>
<ol>
<li><strong>Understand.</strong> Your question is read for companies, dates and what you want to know: how long, on
what condition, with which exceptions. A follow-up is written out in full, and shown so that you can see what was
understood.</li>
<li><strong>Look up.</strong> Passages of the articles are found by their meaning and by their words. If you give a
date, nothing that became known later is used.</li>
<li><strong>Answer.</strong> The sentences that answer are chosen from the articles and from a reviewed <a
href="/commitments">register of commitments</a>, each entry of which rests on quoted words.</li>
<li><strong>Check.</strong> A sentence whose quoted words do not stand where it says they stand does not go out. Where
the articles do not say, the answer is that they do not say.</li>
</ol>
<p>No language model is needed. Where the people who run this site have connected one, it words the answer, the same
check drops what the articles do not support, and the page says that a model wrote it.</p></section>

<section><h2>What it cannot do</h2>
<ul>
<li>It knows its <a href="/articles">articles</a> and nothing else. That they do not mention something does not mean
that it did not happen.</li>
<li>It does not know what happened after its newest article. That a promise “still holds” is only ever as fresh as the
date beside it.</li>
<li>It gives no legal advice, and no opinion of its own.</li>
<li>Sums of days, comparisons in unusual words and questions that the articles leave open are where it errs most. Some
answers are right and followed by a line that is beside the point.</li>
</ul></section>

<section id="method"><h2>Method and limits</h2>
<p>The articles are our own reports, written from published sources that each of them lists. Their <em>dateline</em>
is the last day whose events they know, and the day that “as of” goes by; the day on which they were written is shown
beside it where it differs.</p>
<p>On 388 test questions, answers say every expected fact and nothing forbidden, or rightly refuse, in 91%; on the 144
of them that were held back while the system was tuned, in 88%. People who had no part in it graded 100 answers by
hand: 78 right, 19 partly and 3 wrong. So read the quoted words before you rely on an answer.</p></section>

<section><h2>How to report an error</h2>
<p>Below every answer are two buttons, one for a good answer and one for a bad one; with the second you can say what
is wrong with it: wrong, not supported by the quoted words, incomplete, or something that should not have been
answered. The answer is kept with what you said, and can become a test that later versions must pass.</p></section>

<section><h2>What is stored</h2>
<p>Questions and their answers, and what is said of answers, without name, account or network address. E-mail
addresses and long numbers are taken out of questions before they are kept. All of it is deleted after {days} days.
There are no cookies and no statistics service, and nothing is loaded from any other site.</p></section>"""


def about_router(settings: Settings) -> APIRouter:
    """The page about the site."""
    router = APIRouter(include_in_schema=False)
    shown = page("About", ABOUT.format(days=escape(str(settings.question_days))), current=PATH)

    @router.get(PATH)
    def about() -> HTMLResponse:
        return HTMLResponse(shown)

    return router
