"""Talk time: what the people of a room heard of each other, merged; segments and figures beside the log, never in it."""
