"""Link: a pure function of all articles."""
