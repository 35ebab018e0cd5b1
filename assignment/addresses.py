"""Which network addresses a request to the outside may go to: only those of the public Internet.

Python's own `is_global` lets through some that are not (a wrapped IPv4 address, the metadata
services of clouds), and what it knows differs between its versions, so the ranges stand here too.
Sources: the IANA special-purpose address registries (RFC 6890) and the clouds' manuals.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def _networks(texts: Iterable[str]) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


# Where clouds tell machines their secrets: refused even where private networks are allowed.
_METADATA = _networks(
    (
        "169.254.0.0/16",
        "168.63.129.16/32",  # Azure
        "100.100.100.200/32",  # Alibaba
        "192.0.0.192/32",  # Oracle
        "fe80::/10",
        "fd00:ec2::/32",  # Amazon
        "fd20:ce::/32",  # Google
    )
)
_NOT_PUBLIC = _networks(
    (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, and what is reserved
        "2001::/23",  # with Teredo, which wraps an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4 wraps one too
        "3fff::/20",
    )
)
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_PRIVATE = _networks(
    (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # how a machine with IPv6 alone reaches IPv4 (RFC 6052)


def may_be_called(text: str, *, private: bool = False) -> bool:
    """Whether a request may go to this IP address; with ``private``, to a private network too."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address in _NAT64:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    if _within(address, _METADATA):
        return False
    if private and _within(address, _PRIVATE):
        return True
    if isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6:
        return False
    return address.is_global and not _within(address, _NOT_PUBLIC)


def _within(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
