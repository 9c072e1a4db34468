"""Other ways to form groups, run beside ours: each takes a Case and seconds, and gives groups."""
