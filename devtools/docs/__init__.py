"""Pages of docs/reference/ that are made from the code: `.venv/bin/python -m devtools.docs` remakes them.

tests/test_docs.py fails when a committed page differs from what is made here.
"""
