#!/usr/bin/env python3
"""Verifies a case export of Nightlight, offline, with nothing but Python 3.8 or later.

    python3 verify.py CASE.zip [--public-key KEY]
    python3 verify.py DIRECTORY [--public-key KEY]
    python3 verify.py --self-test

KEY is the key of the installation (43 characters), had by another way than the export.
Ends with 0 when every check passes, with 1 and the first failing file when one does not.
"""
import argparse
import base64
import hashlib
import io
import json
import os
import struct
import sys
import zipfile
import zlib
from decimal import Decimal


class Failure(Exception):
    """A check that does not pass; says the file and, where there is one, the index in it."""

    def __init__(self, place, why):
        super().__init__("%s: %s" % (place, why))


# Ed25519, RFC 8032 section 5.1; a signature is as good as its equation without the cofactor.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(one, other):
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decompress(data):
    """A point of 32 bytes; None where they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def compress(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public_key, message, signature):
    """Whether an Ed25519 signature holds."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, s = decompress(public_key), int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    # s * BASE - k * key, both at once
    minus = (P - key[0], key[1], 1, P - key[3])
    choice = (None, BASE, minus, add(BASE, minus))
    point = NEUTRAL
    for bit in range(252, -1, -1):
        point = add(point, point)
        term = choice[(s >> bit & 1) | (k >> bit & 1) << 1]
        if term:
            point = add(point, term)
    return compress(point) == signature[:32]


VECTORS = (  # RFC 8032 section 7.1: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
)


def self_test():
    for at, vector in enumerate(VECTORS):
        key, message, signature = (bytes.fromhex(one) for one in vector)
        wrong = signature[:-1] + bytes([signature[-1] ^ 1])
        others = signed(key, message, wrong) or signed(key, message + b"x", signature)
        if others or not signed(key, message, signature):
            raise Failure("verify.py", "vector %d of RFC 8032 fails; is this Python sound?" % (at + 1))
    if canonical({"b": [1, 1e21, 1e-7, 0.5, 100.0], "a": "\u20ac\n"}) != (
        b'{"a":"\xe2\x82\xac\\n","b":[1,1e+21,1e-7,0.5,100]}'
    ):
        raise Failure("verify.py", "JSON is not written as RFC 8785 says; is this Python sound?")


# JSON in the one way in which it is signed: RFC 8785.


def number(value):
    if isinstance(value, int):
        return str(value)
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + exponent
    if len(text) <= point <= 21:
        text += "0" * (point - len(text))
    elif 0 < point <= 21:
        text = text[:point] + "." + text[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
        text = "%se%s%d" % (mantissa, "+" if point > 0 else "-", abs(point - 1))
    return "-" + text if sign else text


def canonical_text(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[%s]" % ",".join(map(canonical_text, value))
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{%s}" % ",".join(
        "%s:%s" % (canonical_text(name), canonical_text(value[name])) for name in names
    )


def canonical(value):
    return canonical_text(value).encode("utf-8")


def read(data, place):
    """JSON that is written in canonical form, so that it says nothing twice and has one reading."""
    try:
        value = json.loads(data.decode("utf-8"))
        exact = canonical(value) == data
    except (ValueError, KeyError, RecursionError, ArithmeticError) as error:
        raise Failure(place, "is no JSON (%s)" % type(error).__name__)
    if not exact or not isinstance(value, dict):
        raise Failure(place, "is not in canonical form (RFC 8785)")
    return value


def lines(files, name, signed_count):
    """Each line with its place, `name line N`, from 1; as many as the manifest says."""
    data = files[name]
    if data and not data.endswith(b"\n"):
        raise Failure(name, "does not end with a line")
    found = data.split(b"\n")[:-1]
    for at, line in enumerate(found):
        place = "%s line %d" % (name, at + 1)
        yield place, read(line, place)
    if len(found) != signed_count:
        raise Failure(name, "has %d lines, %d were signed" % (len(found), signed_count))


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# The archive: stored files in one order, written in one way.


def rewritten(files):
    """The archive of these files, byte for byte as Nightlight writes it."""
    out, directory, offset = [], [], 0
    for name, data in files:
        encoded = name.encode("ascii")
        crc, size = zlib.crc32(data), len(data)
        head = struct.pack("<HHHHIIIHH", 0, 0, 0, 0x21, crc, size, size, len(encoded), 0)
        out += [b"PK\x03\x04", struct.pack("<H", 20), head, encoded, data]
        directory += [b"PK\x01\x02", struct.pack("<HH", 0x314, 20), head,
                      struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, offset), encoded]
        offset += 30 + len(encoded) + size
    central = b"".join(directory)
    count = len(files)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(central), offset, 0)
    return b"".join(out) + central + b"PK\x05\x06" + end


def unpack(data):
    """Files of an archive, if it is written as ours are: no bit of it is free."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [(one.filename, archive.read(one)) for one in archive.infolist()]
        same = rewritten(files) == data
    except Exception as error:  # whatever else an altered archive makes of a reader
        raise Failure("archive", "cannot be read (%s)" % error)
    if not same or len({name for name, _ in files}) != len(files):
        raise Failure("archive", "is not written as an export is")
    return dict(files)


def load(path):
    if not os.path.isdir(path):
        with open(path, "rb") as file:
            return unpack(file.read())
    files = {}
    for name in os.listdir(path):
        with open(os.path.join(path, name), "rb") as file:
            files[name] = file.read()
    return files


# The log: a signed note (C2SP), and a path from each event to its root (RFC 9162 section 2.1.3.2).


def check_note(note, verifier):
    """Size and root of a checkpoint that both lines of the key of the log sign."""
    place = "checkpoint.txt"
    name, _, rest = verifier.partition("+")
    digits, _, encoded = rest.partition("+")
    key = base64.b64decode(encoded, validate=True)
    if len(key) != 33 or key[0] != 1:
        raise Failure("keys.json", "the key of the log is none")
    text, _, signatures = note.decode("utf-8").rpartition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    if text != "%s\n%d\n%s\n" % (origin, int(size), root) or origin != name:
        raise Failure(place, "is no checkpoint of this log")
    found = set()
    for line in signatures.rstrip("\n").split("\n"):
        _, signer, value = line.split(" ")
        value = base64.b64decode(value, validate=True)
        for kind in (1, 4):
            long_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key[1:]).digest()
            if kind == 1 and long_id[:4].hex() != digits:
                raise Failure("keys.json", "the key of the log does not fit its id")
            if signer != name or value[:4] != long_id[:4]:
                continue
            message, signature = text.encode(), value[4:]
            if kind == 4:
                seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                message = b"cosignature/v1\ntime %d\n" % seconds + message
            if not signed(key[1:], message, signature):
                raise Failure(place, "its signature does not hold")
            found.add(kind)
    if found != {1, 4}:
        raise Failure(place, "is not signed by the key of the log")
    return int(size), base64.b64decode(root, validate=True)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(event, index, size, proof, root):
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    value = hashlib.sha256(b"\x00" + canonical(event)).digest()
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            value = node(sibling, value)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            value = node(value, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and value == root


# The checks, in order.


def check_manifest(files, public_key):
    for name in ("manifest.json", "manifest.sig"):
        if name not in files:
            raise Failure(name, "is missing")
    # with a key from elsewhere nothing is read that it did not sign
    key = base64url(public_key) if public_key else None
    if key is None:
        key = base64url(read(files["manifest.json"], "manifest.json")["key"]["publicKey"])
    if not signed(key, files["manifest.json"], files["manifest.sig"]):
        raise Failure("manifest.sig", "the signature of manifest.json does not hold under this key")
    manifest = read(files["manifest.json"], "manifest.json")
    if base64url(manifest["key"]["publicKey"]) != key:
        raise Failure("manifest.json", "names another key than the one that signed it")
    if (manifest["type"], manifest["version"]) != ("nightlight/case-export", 1):
        raise Failure("manifest.json", "is of a kind or version that this program does not know")
    return manifest, key


def check_parts(files, manifest):
    named = [part["name"] for part in manifest["parts"]]
    for name in REQUIRED:
        if name not in named:
            raise Failure("manifest.json", "does not name %s" % name)
    for part in manifest["parts"]:
        data = files.get(part["name"])
        if data is None:
            raise Failure(part["name"], "is missing")
        if len(data) != part["bytes"] or hashlib.sha256(data).hexdigest() != part["sha256"]:
            raise Failure(part["name"], "is not the file that was signed")
    for name in files:
        if name not in named and name not in ("manifest.json", "manifest.sig"):
            raise Failure(name, "was not signed")


def check_log(files, manifest, key, objects):
    keys = read(files["keys.json"], "keys.json")
    if base64url(keys["record"]["publicKey"]) != key:
        raise Failure("keys.json", "names another key than the one that signed the manifest")
    size, root = check_note(files["checkpoint.txt"], keys["log"]["verifier"])
    if size != manifest["log"]["size"]:
        raise Failure("checkpoint.txt", "is of another size than the manifest says")
    before = -1
    for place, entry in lines(files, "audit.jsonl", manifest["log"]["events"]):
        index, proof = entry["index"], [base64.b64decode(one, validate=True) for one in entry["proof"]]
        if not included(entry["event"], index, size, proof, root):
            raise Failure(place, "the event is not in the signed log at index %d" % index)
        if index <= before:
            raise Failure(place, "is out of order")
        if (entry["event"]["objectType"], entry["event"]["objectId"]) not in objects:
            raise Failure(place, "the event is not about this case")
        before = index


def check_addresses(value, place):
    """Each address beside its digest, at any depth."""
    if isinstance(value, dict):
        if "url" in value and "urlSha256" in value:
            if hashlib.sha256(value["url"].encode("utf-8")).hexdigest() != value["urlSha256"]:
                raise Failure(place, "an address does not fit its digest")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            check_addresses(one, place)


def check_observations(files, manifest, key):
    for place, entry in lines(files, "observations.jsonl", manifest["counts"]["observations"]):
        record, signature = entry["record"], entry["signature"]
        if signature["algorithm"] != "Ed25519" or base64url(signature["publicKey"]) != key:
            raise Failure(place, "is signed by another key")
        if not signed(key, canonical(record), base64url(signature["value"])):
            raise Failure(place, "its signature does not hold")
        if record["takedownId"] != manifest["takedownId"]:
            raise Failure(place, "is of another case")
        check_addresses(record, place)


def check_case(files, manifest):
    case = read(files["case.json"], "case.json")
    if case["takedown"]["id"] != manifest["takedownId"]:
        raise Failure("case.json", "is of another case")
    check_addresses(case, "case.json")
    found = [("takedown", case["takedown"])]
    found += [(kind, one) for kind in ("report", "dispute") for one in case[kind + "s"]]
    if case["match"]:
        found += [("match", case["match"]), ("list_entry", case["match"]["entry"])]
    for place, notice in lines(files, "notices.jsonl", manifest["counts"]["notices"]):
        if notice["takedownId"] != manifest["takedownId"]:
            raise Failure(place, "is of another case")
        found += [("notice", notice)] + [("reply", one) for one in notice["replies"]]
    return {(kind, one["id"]) for kind, one in found}


REQUIRED = ("case.json", "observations.jsonl", "notices.jsonl", "audit.jsonl", "checkpoint.txt",
            "keys.json", "VERIFY.md", "verify.py")


def verify(files, public_key=None, say=lambda line: None):
    """Checks the files of an export, `{name: bytes}`. Raises the first `Failure`."""
    stage = "manifest.json"
    try:
        manifest, key = check_manifest(files, public_key)
        say("ok  manifest.json is signed by the key %s" % manifest["key"]["publicKey"])
        check_parts(files, manifest)
        say("ok  all %d parts are those that were signed" % len(manifest["parts"]))
        stage = "case.json"
        objects = check_case(files, manifest)
        say("ok  case.json and %d notices are of this case" % manifest["counts"]["notices"])
        stage = "observations.jsonl"
        check_observations(files, manifest, key)
        say("ok  %d signed records of observations" % manifest["counts"]["observations"])
        stage = "audit.jsonl"
        check_log(files, manifest, key, objects)
        say("ok  %d events of this case are in the signed log" % manifest["log"]["events"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Failure(stage, "has another form than an export has (%s)" % type(error).__name__)
    return manifest


def main(arguments):
    parser = argparse.ArgumentParser(description="Verifies a case export of Nightlight, offline.")
    parser.add_argument("export", nargs="?", help="the archive, or the directory it was unpacked to")
    parser.add_argument("--public-key", help="of the installation, had by another way than the export")
    parser.add_argument("--self-test", action="store_true", help="only try this program on vectors of RFC 8032")
    options = parser.parse_args(arguments)
    if not options.self_test and options.export is None:
        parser.error("name an export, or --self-test")
    try:
        self_test()
        print("ok  Ed25519 as RFC 8032 has it")
        if options.self_test:
            return 0
        files = load(options.export)
        print("ok  %d files read" % len(files))
        manifest = verify(files, options.public_key, print)
    except (Failure, OSError) as failure:
        print("FAILED  %s" % failure)
        return 1
    if manifest["log"]["unsigned"]:
        print("--  %d events were too new to be in the log; they are not here" % manifest["log"]["unsigned"])
    if options.public_key is None:
        print("--  WHOSE key it is was not checked: compare it with the one that the hotline gave")
        print("    you by another way, or give that one with --public-key")
    print("PASSED  case %s, made at %s" % (manifest["takedownId"], manifest["madeAt"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
