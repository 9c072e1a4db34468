"""The messy spreadsheet: bytes of a roster file in, a verdict for each row out.

Pure: no database, no clock, no Django. `check.check_roster` is the only entry; `exchanges/imports.py` calls it,
`exchanges/roster_sentences.py` holds the translated sentence of every code used here. The report is described
in docs/reference/roster-file.md.
"""
