"""``routebook sheets``: the spreadsheet at Google."""

from cli.sheets.group import sheets

__all__ = ["sheets"]
