"""A result as a workbook of sheets, for whoever goes on in a spreadsheet."""
