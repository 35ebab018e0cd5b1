"""Reading on after syntax errors: every one is told, and none for what another one caused.

A text that failed to parse is taken apart by its layout: declaration by declaration, and a broken
one item by item. An error whose meaning is plain (``==``, ``form`` for ``from``, no arrow) is
mended and reading goes on; an item with any other is left out. (Panic-mode and phrase-level
recovery: Aho, Lam, Sethi, Ullman, "Compilers", 4.1.4, with layout as the synchronising token.)
"""

from dsl.recovery.mended import Mended
from dsl.recovery.nesting import nested_too_deep
from dsl.recovery.recover import Recovered, recover

__all__ = ["Mended", "Recovered", "nested_too_deep", "recover"]
