"""The derived indexes: Chroma for vectors, tantivy for words, and the embedder. Nothing else knows them."""
