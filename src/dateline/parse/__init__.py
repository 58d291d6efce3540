"""Parse: one file gives one article."""
