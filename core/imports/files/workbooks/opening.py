"""Which kind of workbook a file is."""

from core.imports import refusals
from core.imports.files.workbooks.archive import Archive
from core.imports.files.workbooks.ods import Ods, is_ods
from core.imports.files.workbooks.sheet import Workbook
from core.imports.files.workbooks.xlsx import Xlsx, is_xlsx

_OTHER_WORKBOOKS = ("xl/workbook.bin", "index/document.iwa")


def open_workbook(data: bytes) -> Workbook:
    """The workbook in a zip's bytes. FileRefused where there is none, or it can't be opened."""
    archive = Archive(data)
    if is_xlsx(archive):
        return Xlsx(archive)
    if is_ods(archive):
        return Ods(archive)
    if any(name in archive for name in _OTHER_WORKBOOKS):
        raise refusals.old_workbook()
    raise refusals.not_csv()
