"""Ctrl-C within a command: it comes once, waits while it is dealt with, and comes again where Python lost it."""

from __future__ import annotations

import contextlib
import signal
import threading
import time

import pytest

from pcc_lib.cli.interrupts import stoppable


@pytest.fixture(autouse=True)
def ordinary():
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def wait_for_ever() -> None:
    for _ in range(1000):
        time.sleep(0.01)


def test_it_raises_and_everything_is_as_before():
    with pytest.raises(KeyboardInterrupt), stoppable():
        press()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_while_it_is_dealt_with_more_of_it_waits():
    cleared = []
    with pytest.raises(KeyboardInterrupt), stoppable():
        try:
            press()
        finally:
            press()
            time.sleep(0.7)  # and it does not come again by itself
            try:
                raise OSError("a file that is not there")
            except OSError:
                press()
            cleared.append("everything")
    assert cleared == ["everything"]


def test_one_that_is_lost_comes_again():
    with pytest.raises(KeyboardInterrupt), stoppable():
        with contextlib.suppress(KeyboardInterrupt):  # as a destructor does
            press()
        wait_for_ever()


def test_who_ignores_it_goes_on_ignoring_it():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stoppable():
        press()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_in_a_thread_it_changes_nothing():
    found = []

    def work() -> None:
        with stoppable():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]
