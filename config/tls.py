"""HTTPS and WSS without a proxy in front, for `./dev up --public`: one port, certificates read anew when they change.

A browser that asks for plain HTTP on that port is sent to the https:// address, and gets a sentence; without the look
at the first byte it would show "connection reset". A real site has a proxy in front of it
(docs/how-to/from-two-homes-and-a-phone.md).
"""

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# daphne installs the asyncio reactor of Twisted when it is imported: it must come first.
import daphne.server  # noqa: F401  # isort: skip
from OpenSSL import SSL
from twisted.internet import reactor
from twisted.internet.protocol import Factory, Protocol
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol

logger = logging.getLogger(__name__)
clock: Any = reactor

CLIENT_HELLO = 0x16  # the first byte of every TLS connection (RFC 8446, 5.1: content type handshake)
FIRST_BYTE_SECONDS = 10
REQUEST_LINE = re.compile(rb"(GET|HEAD) (/[!-~]{0,2000}) HTTP/1\.[01]\r\n")


@dataclass(frozen=True, slots=True)
class Tls:
    """Where to listen, with what, and the address that people use: ``https://host[:port]``."""

    host: str
    port: int
    certificate: Path
    key: Path
    address: str


@dataclass
class Certificates:
    """What Twisted asks for a context at every connection: a renewed file serves the next one."""

    tls: Tls
    context: SSL.Context | None = None
    seen: tuple[int, ...] = field(default=())

    def getContext(self) -> SSL.Context:
        """Raises OSError, SSL.Error when the files cannot be used at the start."""
        try:
            changed = tuple(path.stat().st_mtime_ns for path in (self.tls.certificate, self.tls.key))
            if changed != self.seen or self.context is None:
                self.context, self.seen = context_of(self.tls), changed
        except (OSError, SSL.Error):  # half written: the old one serves on
            if self.context is None:
                raise
            logger.warning("the certificate could not be read anew; the old one is used on")
        return self.context


def context_of(tls: Tls) -> SSL.Context:
    """Raises OSError, SSL.Error."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(SSL.OP_NO_RENEGOTIATION | SSL.OP_CIPHER_SERVER_PREFERENCE)
    context.set_passwd_cb(lambda *_: b"")  # a key with a password is refused, instead of asking the terminal
    context.use_certificate_chain_file(str(tls.certificate))
    context.use_privatekey_file(str(tls.key))
    context.check_privatekey()
    return context


def unusable(tls: Tls) -> str:
    """Why these files cannot serve https, in words; empty when they can."""
    for path in (tls.certificate, tls.key):
        try:
            path.read_bytes()
        except OSError as refused:
            return f"{path} cannot be read ({refused.strerror})"
    try:
        context_of(tls)
    except SSL.Error:
        return f"{tls.key} is not the key of {tls.certificate}, or one of them is not in PEM form without a password"
    return ""


class Secured(TLSMemoryBIOFactory):
    """Writes at once: Twisted's own buffer is out of sight of `buffered`, which bounds a socket's memory."""

    protocol = TLSMemoryBIOProtocol


class Front(Protocol):
    """Looks at the first byte of a connection: TLS goes on to the pages, plain HTTP is sent there."""

    transport: Any  # Twisted's own interfaces say too little
    factory: "FrontFactory"

    def connectionMade(self) -> None:
        self.patience: Any = clock.callLater(FIRST_BYTE_SECONDS, self.transport.abortConnection)

    def connectionLost(self, reason: Any = None) -> None:
        self.hurry()

    def hurry(self) -> None:
        if self.patience.active():
            self.patience.cancel()

    def dataReceived(self, data: bytes) -> None:
        self.hurry()
        if data[0] == CLIENT_HELLO:
            self.hand_over(data)
        else:
            self.transport.write(answer(data, self.factory.address))
            self.transport.loseConnection()

    def hand_over(self, data: bytes) -> None:
        secured: Any = self.factory.secured.buildProtocol(self.transport.getPeer())
        transport, self.transport = self.transport, None
        transport.protocol = secured
        secured.makeConnection(transport)
        secured.dataReceived(data)


class FrontFactory(Factory):
    noisy = False

    def __init__(self, tls: Tls, pages: Any) -> None:
        self.address = tls.address
        certificates: Any = Certificates(tls)
        self.secured = Secured(certificates, isClient=False, wrappedFactory=pages)

    def buildProtocol(self, addr: Any) -> Any:
        front = Front()
        front.factory = self
        return front


def answer(request: bytes, address: str) -> bytes:
    """What a plain request gets. Never what it asked for: on the way anybody could read it."""
    asked = REQUEST_LINE.match(request)
    status = b"307 Temporary Redirect" if asked else b"403 Forbidden"
    target = address.encode() + (asked[2] if asked else b"/")
    body = b"This address is served over https only. Open " + target + b"\n"
    headers = [b"HTTP/1.1 " + status, b"Content-Type: text/plain; charset=utf-8", b"Cache-Control: no-store",
               b"Connection: close", b"Content-Length: %d" % len(body)]  # fmt: skip
    if asked:
        headers.append(b"Location: " + target)
    return b"\r\n".join(headers) + b"\r\n\r\n" + (b"" if asked and asked[1] == b"HEAD" else body)
