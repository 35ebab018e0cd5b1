"""Tables: sheets of text, typed, checked and indexed."""
