"""Only the public Internet may be called."""

from __future__ import annotations

import pytest

from assignment.addresses import may_be_called

PUBLIC = ["8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"]
PRIVATE = ["127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"]
PRIVATE += ["::1", "fd12:3456::1"]
NEVER = [
    "0.0.0.0",
    "169.254.169.254",
    "168.63.129.16",
    "100.100.100.200",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::1%eth0",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "192.88.99.1",
    "::",
    "::ffff:8.8.8.8",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::1",
    "2002:7f00:1::1",  # 6to4 of 127.0.0.1
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "2001:db8::1",
    "3fff::1",
    "example.com",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet(address: str) -> None:
    assert may_be_called(address)
    assert may_be_called(address, private=True)


@pytest.mark.parametrize("address", [*PRIVATE, "64:ff9b::10.0.0.1"])
def test_private_networks_are_called_only_when_that_is_allowed(address: str) -> None:
    assert not may_be_called(address)
    assert may_be_called(address, private=True)


@pytest.mark.parametrize("address", NEVER)
def test_the_rest_never_is(address: str) -> None:
    assert not may_be_called(address)
    assert not may_be_called(address, private=True)
