"""What people tell is sealed: a key for each of them, and one that is kept apart for those. Decisions 16 and 17."""
