"""Talk time: what the people of a room heard of each other, merged. Kept beside the log, never in it."""
