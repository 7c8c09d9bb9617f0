"""French labels of fields, for tables, cards and reports."""

from core.vocabulary.labels import FIELD_LABELS

__all__ = ["FIELD_LABELS"]
