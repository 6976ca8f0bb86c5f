"""Text to tables: the blocks of a document, in Markdown or TOML, with the place of every character; knows no mathematics."""
