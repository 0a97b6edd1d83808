"""Answers whoever writes to a queue with a text and a file, and closes the session. README.md says how to run it."""
import json, os, uuid

from wabx_client import AuthenticatedClient
from wabx_client.api.media import upload_file
from wabx_client.api.messages import reply
from wabx_client.api.sessions import claim_session, close_session, list_sessions
from wabx_client.models import ReplyDocument, ReplyText, UploadForm
from wabx_client.types import File

key, queue = os.environ["WABX_KEY"], os.environ["WABX_QUEUE"]
router = AuthenticatedClient(base_url=os.environ["WABX_ROUTER_URL"], token=key, timeout=45)
media_store = AuthenticatedClient(base_url=os.environ["WABX_MEDIA_STORE_URL"], token=key, timeout=45)


def given(answer):
    if answer is None or hasattr(answer, "code"):
        raise RuntimeError(f"refused: {answer}")
    return answer


def say(session_id, kind, epoch, **content):
    body = kind.from_dict({"claimEpoch": epoch, **content})
    given(reply.sync(session_id, client=router, body=body, idempotency_key=str(uuid.uuid4())))


def answer(session_id):
    claimed = claim_session.sync(session_id, client=router)
    if getattr(claimed, "code", None) in ("ALREADY_CLAIMED", "SESSION_CLOSED"):
        return  # a colleague was faster, or has closed it
    epoch = given(claimed).claim_epoch
    say(session_id, ReplyText, epoch, type="text", text={"body": "We are open from 9 to 17. Our prices:"})
    prices = File(payload=b"Repair: 20 euros\n", file_name="prices.txt", mime_type="text/plain")
    file = given(upload_file.sync(client=media_store, body=UploadForm(file=prices)))
    say(session_id, ReplyDocument, epoch, type="document", media={"id": str(file.id), "filename": "prices.txt"})
    given(close_session.sync(session_id, client=router))


with router.get_httpx_client().stream("GET", "/v1/events") as events:
    # Whoever waits already; from here on nothing is missed.
    for session in given(list_sessions.sync(client=router, assigned=False)).items:
        if session.destination and session.destination.name == queue:
            answer(session.id)
    for line in events.iter_lines():
        event = json.loads(line[6:]) if line.startswith("data: ") else {}
        session = event.get("session", {})
        is_new = event.get("type") == "message" and event["message"]["direction"] == "inbound"
        if is_new and "assignee" not in session and session.get("destination", {}).get("name") == queue:
            answer(uuid.UUID(session["id"]))
