from __future__ import annotations

import asyncio
import socket

import pytest


def test_a_test_cannot_connect_anywhere() -> None:
    with (
        socket.socket() as sock,
        pytest.raises(RuntimeError, match="pytest.mark.loopback"),
    ):
        sock.connect(("127.0.0.1", 9))


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(RuntimeError, match="reached for 'example.org'"):
        socket.getaddrinfo("example.org", 443)


async def test_the_event_loop_still_works() -> None:
    assert await asyncio.to_thread(lambda: 1) == 1


@pytest.mark.loopback
def test_behind_the_marker_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(b"hello")
            connection, _ = server.accept()
            with connection:
                assert connection.recv(5) == b"hello"


@pytest.mark.loopback
def test_behind_the_marker_nothing_else_can() -> None:
    with socket.socket() as sock, pytest.raises(RuntimeError, match="only 127.0.0.1 and ::1"):
        sock.connect(("192.0.2.1", 9))
