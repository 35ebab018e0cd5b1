"""Many records: read in chunks, answered here or by other processes, written in their order.

file -> chunks -> answers -> file, summary      (records, answers, workers, summary)
"""
