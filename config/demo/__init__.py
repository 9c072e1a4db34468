"""The living demo of ``./dev up``: one exchange of three universities, its past, and a session that is live now.

Everything goes through the same services, rules and log as real work; only the people are made up.
"""
