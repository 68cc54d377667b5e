# SPDX-License-Identifier: Apache-2.0
"""Certificates for a test."""
import subprocess

from .process import path


def make_certificate(name, alternative, ca=None):
    """A key and a certificate, self-signed or signed by the CA of that name; their paths."""
    key, certificate = path(f"{name}.key"), path(f"{name}.pem")
    signed_by = ["-CA", path(f"{ca}.pem"), "-CAkey", path(f"{ca}.key")] if ca else []
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}",
                    "-addext", f"basicConstraints=critical,CA:{'FALSE' if ca else 'TRUE'}", *signed_by, "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return key, certificate
