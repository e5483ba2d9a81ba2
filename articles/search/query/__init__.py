"""What a reader typed becomes Whoosh queries; the grammar and the regional names."""
