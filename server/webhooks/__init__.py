"""Webhooks: every event of the log goes to the endpoints that want to hear of it.

    log -> message -> signed -> sent, again if need be        (messages, signing, sender, pace)

The log is the queue: each endpoint has a cursor in the store, which moves on when the endpoint has
taken an event. Routing writes the log and nothing else, so it never waits for any of this. Of many
replicas one sends to an endpoint: the one with the lease.
"""

from server.webhooks.messages import message
from server.webhooks.pace import Pace
from server.webhooks.sender import EndpointState
from server.webhooks.signing import BadSecret, Signer
from server.webhooks.webhooks import Webhooks

__all__ = ["BadSecret", "EndpointState", "Pace", "Signer", "Webhooks", "message"]
