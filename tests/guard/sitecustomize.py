"""No test reaches beyond this machine: any other address fails, in this Python and those it starts."""

import sys

_HERE = ("127.", "::1", "localhost", "0.0.0.0")


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse look-ups and connections that leave the machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name and not str(name).startswith(_HERE):
        raise RuntimeError(f"a test tried to reach {name}; tests stay on this machine")


sys.addaudithook(guard)
