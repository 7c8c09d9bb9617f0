"""The PDF as another program reads it."""

import io

from pypdf import PdfReader

from assistant.rendering.charts.report import report
from tests import indicator_samples as samples
from tests.assistant.rendering.charts.test_report import (
    CAPTION,
    CONDITIONS,
    DEFINITIONS,
    laid,
    words,
)


def test_another_program_reads_every_word_of_it() -> None:
    pdf = report(samples.dashboard(), DEFINITIONS, CAPTION, CONDITIONS)
    read = PdfReader(io.BytesIO(pdf), strict=True)
    text = " ".join(page.extract_text() for page in read.pages).split()
    wanted = [
        word
        for said in words(laid(samples.dashboard(), CONDITIONS, DEFINITIONS))
        for word in said.split()
    ]
    assert len(wanted) > 400
    assert set(wanted) <= set(text)
