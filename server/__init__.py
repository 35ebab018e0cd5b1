"""The HTTP service: `serve(settings)` runs it, `build(settings)` is the ASGI application alone.

    request -> gate -> body -> decision -> answer        (auth, limits, body, answers, route)

Nothing here decides anything: `releases` holds what is live, `dsl` decides.
"""

from server.serve import build, serve
from server.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError", "build", "serve"]
