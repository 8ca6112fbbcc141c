"""`/`: the page to ask on, as `make page` builds it from web/ into server/web/."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

router = APIRouter()

_FOLDER = Path(__file__).parent / "web"
# Everything that the page needs comes from here; nothing of it may run or load from elsewhere, and
# no script of it may turn a text into HTML.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}
_KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}


def _add_file(path: str, file: Path) -> None:
    plain = file.read_bytes()
    small = gzip.compress(plain, mtime=0)
    packs = len(small) < len(plain) * 0.9
    tag = f'"{sha256(plain).hexdigest()[:32]}"'

    @router.get(path, include_in_schema=False)
    async def get(request: Request) -> Response:
        headers = {**_HEADERS, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        kind = _KINDS[file.suffix]
        if packs and _takes_gzip(request.headers):
            headers["Content-Encoding"] = "gzip"
            return Response(small, media_type=kind, headers=headers)
        return Response(plain, media_type=kind, headers=headers)


def _takes_gzip(headers: Mapping[str, str]) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


for _file in sorted(_FOLDER.iterdir()):
    _add_file("/" if _file.name == "index.html" else f"/{_file.name}", _file)
