"""The spool keeps order and gives back what it took, in memory and on disk."""

from hypothesis import given
from hypothesis import strategies as st

from server.duplex import Spool


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=40), st.none()), max_size=30))
def test_what_goes_in_comes_out_in_order(moves: list[bytes | None]) -> None:
    """``None`` is a take."""
    spool = Spool()
    put, taken = b"", b""
    for move in moves:
        if move is not None:
            spool.put(move)
            put += move
        elif spool:
            taken += spool.take()
        assert len(spool) == len(put) - len(taken)
    while spool:
        taken += spool.take()
    spool.close()
    assert taken == put


def test_more_than_memory_should_hold_goes_to_disk_and_back() -> None:
    spool = Spool()
    parts = [bytes([number]) * 100_000 for number in range(30)]
    for part in parts:
        spool.put(part)
    taken = []
    while spool:
        taken.append(spool.take())
    assert b"".join(taken) == b"".join(parts)
    assert max(map(len, taken)) <= 65_536
    spool.put(b"again")
    assert spool.take() == b"again"
    spool.close()
