"""The index: its schema, documents, outbox and consistency. arrays/ is what lies on disk."""
