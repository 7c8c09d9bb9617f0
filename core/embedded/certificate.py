"""The certificate without which nobody speaks to the embedded server.

The server listens on a port of this machine, which every account of it can reach. It asks for a
client certificate signed by an authority that existed for as long as the two were made: its key is
thrown away. Server and users bear the same one, which only the data folder's owner can read.
"""

import ssl
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

from core.folder import write_whole

HOST = "127.0.0.1"
# A machine whose clock is wrong must still open its base.
_FROM, _UNTIL = datetime(2000, 1, 1), datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001


def certificate(folder: Path) -> Path:
    """Where a data folder keeps it: key, certificate and authority in one PEM file."""
    return folder / "secrets" / "database.pem"


def uri_options(path: Path) -> str:
    """What a mongodb:// address says of it; names a file, holds no secret."""
    names = {"tls": "true", "tlsCAFile": path, "tlsCertificateKeyFile": path}
    return urlencode(names)


def usable(path: Path) -> bool:
    """Whether the file is there whole."""
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(path)
        context.load_verify_locations(path)
    except (OSError, ssl.SSLError):
        return False
    return len(context.get_ca_certs()) == 1


def make(path: Path) -> None:
    """Make a new one. OSError where it can't be written."""
    # Read only the first time: a command starts without it.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(what: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, what)])

    def begun(subject: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(name(issuer), name(subject), key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(_FROM)
            .not_valid_after(_UNTIL)
        )

    issuer = "MimiCom data folder"
    ours, authority = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    identifier = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    signs = x509.KeyUsage(
        *(False,) * 5, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False
    )
    root = (
        begun(issuer, authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(signs, critical=True)
        .sign(authority, hashes.SHA256())
    )
    both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    known_by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    leaf = (
        begun("MimiCom database", ours.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .add_extension(x509.ExtendedKeyUsage(both), critical=False)
        .add_extension(known_by, critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = ours.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_whole(path, key + leaf.public_bytes(pem) + root.public_bytes(pem))
