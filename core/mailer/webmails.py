"""Domains whose addresses belong to people, not to an association."""

WEBMAILS = frozenset(
    {
        *("gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "yahoo.fr"),
        *("yahoo.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr"),
        *("icloud.com", "bbox.fr", "neuf.fr"),
    }
)
