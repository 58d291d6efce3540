"""The preview: the site of this moment, made page by page as somebody looks at it."""
