"""The plot between library, matching and citations: what happens when a record arrives."""
