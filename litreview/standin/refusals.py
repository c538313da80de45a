"""How each service words its errors: 429 and 5xx, with their bodies and headers."""

from __future__ import annotations

from litreview.standin.wire import Reply, html_reply, json_reply

_S2_TOO_MANY = (
    "Too Many Requests. Please wait and try again or apply for a key for higher rate limits. "
    "https://www.semanticscholar.org/product/api#api-key-form"
)
_NAMES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}


def too_many(service: str, with_key: bool = False) -> Reply:
    """The 429 of a service, without a Retry-After."""
    if service == "semantic_scholar":
        # The body without a key keeps the service's own spacing: it is compared byte by byte.
        body = (
            '{"message":"Too Many Requests"}'
            if with_key
            else f'{{"message": "{_S2_TOO_MANY}", "code": "429"}}'
        )
        return Reply(
            status=429, body=body.encode(), headers=(("x-amzn-ErrorType", "TooManyRequestsException"),)
        )
    return html_reply(
        "<html><body><h1>429 Too Many Requests</h1>\n"
        "You have sent too many requests in a given amount of time.\n</body></html>\n",
        429,
        "text/html",
    )


def refused(service: str, status: int) -> Reply:
    """An error of a service: Crossref's 500 is JSON with an object, the gateways answer in HTML."""
    if status == 429:
        return too_many(service)
    if service == "semantic_scholar":
        return _semantic_scholar(status)
    if service == "crossref" and status == 500:
        said = {
            "name": "class clojure.lang.ExceptionInfo",
            "description": "clojure.lang.ExceptionInfo: Response Exception",
            "message": "Response Exception",
            "stack": ["clojure.core$ex_info.invokeStatic(core.clj:4617)"],
            "cause": None,
        }
        head = {"status": "error", "message-type": "exception", "message-version": "1.0.0"}
        return json_reply({**head, "message": said}, 500)
    name = f"{status} {_NAMES[status]}"
    page = f"<html>\n<head><title>{name}</title></head>\n<body>\n<center><h1>{name}</h1></center>\n</body>\n</html>\n"
    return html_reply(page, status, "text/html")


def _semantic_scholar(status: int) -> Reply:
    if status == 404:
        return json_reply({"error": "Requested object not found"}, 404, end="\n")
    said = {
        401: "Unauthorized",
        403: "Forbidden",
        500: "Internal server error",
        502: "Internal server error",
        503: "Service Unavailable",
        504: "Endpoint request timed out",
    }[status]
    reply = json_reply({"message": said}, status)
    return reply.adding(("x-amzn-errortype", "ForbiddenException")) if status == 403 else reply
