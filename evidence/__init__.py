"""What ties words to sources: sentences, and the spans that they stand in."""
