"""The pages of quotes: the editor, its panels on other pages, and what the client sees."""
