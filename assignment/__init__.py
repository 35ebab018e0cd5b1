"""From a pool to one person: whose turn it is, who may take it, and when.

```
teams.py      a roster -> pools and people made ready, once for each release
state.py      what is remembered between decisions, and what of it a decision has read
eligible.py   who of a pool may take a record, else why not
methods/      whose turn it is: round robin, weighted, load balanced
chooser.py    from whom a step names to who takes the record, through covers, backups and pools
counting.py   what reps have got, for caps and loads
claims.py     records that are offered to a pool, and who gets them
hours.py      working hours in a time zone
calendars/    the reps' own calendars, read in the background
```
Everything but ``calendars/`` is pure: the clock and the state are passed in.
"""
