"""The source of truth: articles, revisions, passages with their vectors, and the questions asked."""
