"""The names of SOAP and of its kin, and our own."""

from __future__ import annotations

OURS = "urn:lianqiao:soap:v1"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE = f"{_WSS}wssecurity-secext-1.0.xsd"
WSU = f"{_WSS}wssecurity-utility-1.0.xsd"
PASSWORD_TEXT = f"{_WSS}username-token-profile-1.0#PasswordText"
PASSWORD_DIGEST = f"{_WSS}username-token-profile-1.0#PasswordDigest"
X509_TOKEN = f"{_WSS}x509-token-profile-1.0#X509v3"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA_256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ECDSA_SHA_256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
RSA_SHA_256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
BASE64 = f"{_WSS}soap-message-security-1.0#Base64Binary"
XOP = "http://www.w3.org/2004/08/xop/include"
MEDIA = {SOAP_11: "text/xml", SOAP_12: "application/soap+xml"}


def ours(name: str) -> str:
    """The qualified name of one of our elements."""
    return f"{{{OURS}}}{name}"
