import base64, hashlib, hmac, json, time, zlib


def gen_user_sig(sdk_app_id: int, secret_key: str, user_id: str, expire: int = 604800) -> str:
    """A ticket with which `user_id` may sign in for `expire` seconds."""
    now = int(time.time())
    lines = (
        f"TLS.identifier:{user_id}\nTLS.sdkappid:{sdk_app_id}\n"
        f"TLS.time:{now}\nTLS.expire:{expire}\n"
    )
    signature = hmac.new(secret_key.encode(), lines.encode(), hashlib.sha256).digest()
    content = {
        "TLS.ver": "2.0",
        "TLS.identifier": user_id,
        "TLS.sdkappid": sdk_app_id,
        "TLS.time": now,
        "TLS.expire": expire,
        "TLS.sig": base64.b64encode(signature).decode(),
    }
    packed = base64.b64encode(zlib.compress(json.dumps(content).encode())).decode()
    return packed.translate(str.maketrans("+/=", "*-_"))
