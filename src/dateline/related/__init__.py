"""Don't Miss: for each article the ones to read next, by what the texts say."""
