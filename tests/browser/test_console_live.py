"""The page while things change or go wrong under it: edits, keys, hostile data."""
