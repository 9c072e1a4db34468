"""A local authority and its certificate for one host, for `./dev up --public` without a certificate of its own.

The authority may sign for that one host and nothing else (a critical name constraint), so that who trusts it on a phone
trusts nobody to pose as another site. Files, in a folder of the host: ca.pem, ca.key, site.pem (with the
authority's behind it) and site.key; keys are readable for their owner only.
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_DAYS = 5 * 365
SITE_DAYS = 397  # browsers refuse more (CA/Browser Forum, ballot SC31)
RENEW_DAYS = 30
CLOCK_SLACK = timedelta(hours=1)  # a phone's clock may be behind


@dataclass(frozen=True, slots=True)
class Issued:
    certificate: Path
    key: Path
    ca: Path
    ca_is_new: bool


def certificate_for(host: str, folder: Path, now: datetime | None = None) -> Issued:
    """The certificate of `host` in `folder/host`, made, or renewed within 30 days of its end. Raises OSError."""
    now = now or datetime.now(tz=UTC)
    place = folder / host.replace(":", "_")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    ca, ca_key, site, key = (place / name for name in ("ca.pem", "ca.key", "site.pem", "site.key"))
    ca_is_new = not (lasts(ca, now) and ca_key.exists())
    if ca_is_new:
        make_authority(host, ca, ca_key, now)
    if ca_is_new or not (lasts(site, now) and key.exists()):
        make_site(host, ca, ca_key, (site, key), now)
    return Issued(site, key, ca, ca_is_new)


def lasts(path: Path, now: datetime) -> bool:
    """Whether the first certificate of the file is there and has 30 days left."""
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return False
    return found.not_valid_after_utc - now > timedelta(days=RENEW_DAYS)


def make_authority(host: str, ca: Path, ca_key: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = named(f"Dialogue on {host}"[:64])
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        begun(name, name, key, now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints([only(host)], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write(ca_key, private(key), 0o600)
    write(ca, pem(made), 0o644)


def make_site(host: str, ca: Path, ca_key: Path, into: tuple[Path, Path], now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(ca.read_bytes())
    signer = serialization.load_pem_private_key(ca_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    days = min(SITE_DAYS, (authority.not_valid_after_utc - now).days)
    made = (
        begun(named(host[:64]), authority.subject, key, now, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([general(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    site, site_key = into
    write(site_key, private(key), 0o600)
    write(site, pem(made) + pem(authority), 0o644)


def begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=days) - CLOCK_SLACK)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def only(host: str) -> x509.GeneralName:
    """The constraint to this host; of an address the network that holds nothing else."""
    try:
        return x509.IPAddress(ipaddress.ip_network(host))
    except ValueError:
        return x509.DNSName(host)


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(path: Path, data: bytes, mode: int) -> None:
    """Whole or not at all, and never readable for others in between."""
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    temporary.replace(path)
