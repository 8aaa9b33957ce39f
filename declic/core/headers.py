"""Security headers on every answer, and no trace of personal pages in caches."""

from flask import Flask, request
from flask_login import current_user
from werkzeug.wrappers import Response

POLICY = "; ".join(  # noqa: FLY002 (one rule a line)
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def protect(app: Flask) -> None:
    """Set the headers after every request."""

    @app.after_request
    def seal(answer: Response) -> Response:
        answer.headers.extend({k: v for k, v in ALWAYS.items() if k not in answer.headers})
        if request.is_secure:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static" and answer.status_code in (200, 206, 304):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif current_user.is_authenticated or "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer
