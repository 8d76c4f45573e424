"""The spoken version of live editions: what is said, by which voice, made when, heard where."""
