"""Telnyx's SDK for Python as a client of the laptop run and as a receiver of the simulator's webhooks.

Reads its places as JSON from argv; prints one JSON list of {name, detail}, detail empty where all was well.
"""

import http.server
import json
import sys
import threading
import time

import telnyx

places = json.loads(sys.argv[1])
page = open(places["document"], "rb").read()
heard = []


class Corner(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/pdf")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard.append((body.decode(), dict(self.headers.items())))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


corner = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Corner)
threading.Thread(target=corner.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{corner.server_port}"
api = telnyx.Telnyx(api_key=places["apiKey"], base_url=places["apiBase"], max_retries=0, timeout=20)


def send(to="+13125550100", **more):
    answer = api.faxes.create(
        connection_id="234423", from_="+13125790015", to=to, media_url=f"{here}/page.pdf", **more
    )
    return answer.data


def wait_for(fax_id, *statuses):
    for _ in range(200):
        fax = api.faxes.retrieve(fax_id).data
        if fax.status in statuses:
            return fax
        time.sleep(0.1)
    raise AssertionError(f"still {fax.status}")


def refused(call, kind, code):
    try:
        call()
    except kind as error:
        found = error.body["errors"][0]["code"]
        assert found == code, f"code {found}, not {code}"
        return
    raise AssertionError("not refused")


def check_send_and_retrieve():
    fax = send(client_state="aGVsbG8=", quality="high")
    assert fax.record_type == "fax" and fax.direction == "outbound", fax
    fax = wait_for(fax.id, "delivered")
    assert fax.client_state == "aGVsbG8=" and fax.to == "+13125550100" and fax.quality == "high", fax


def check_list_with_paging():
    sent = {send().id for _ in range(5)}
    seen = [fax.id for fax in api.faxes.list(page_size=2)]
    assert len(seen) == len(set(seen)) and sent <= set(seen), f"{len(seen)} listed"
    inbound = list(api.faxes.list(filter={"direction": {"eq": "inbound"}}))
    assert inbound == [], inbound


def check_cancel():
    fax = api.faxes.create(connection_id="234423", from_="+13125790015", to="+13125550100").data
    assert api.faxes.actions.cancel(fax.id).data.result == "ok"
    wait_for(fax.id, "canceled")


def check_delete():
    fax = wait_for(send().id, "delivered")
    api.faxes.delete(fax.id)
    refused(lambda: api.faxes.retrieve(fax.id), telnyx.NotFoundError, "10005")


def check_refusals_are_the_sdks_errors():
    stranger = telnyx.Telnyx(api_key="KEY-nobody", base_url=places["apiBase"], max_retries=0)
    refused(lambda: stranger.faxes.list().data, telnyx.AuthenticationError, "10009")
    refused(lambda: send(to="not a number"), telnyx.UnprocessableEntityError, "10016")


def check_failed_fax_says_why():
    # Not called again, as a busy number is.
    fax = wait_for(send(to="+13125550109").id, "failed")
    assert fax.failure_reason == "receiver_unallocated_number", fax.failure_reason


def check_webhooks_of_the_simulator_verify():
    simulator = telnyx.Telnyx(
        api_key=places["simulatorKey"], base_url=places["simulatorBase"], public_key=places["publicKey"], max_retries=0
    )
    simulator.faxes.create(
        connection_id="234423",
        from_="+13125790015",
        to="+13125550100",
        media_url=f"{here}/page.pdf",
        extra_body={"webhook_url": f"{here}/hook"},
    )
    for _ in range(200):
        events = [simulator.webhooks.unwrap(body, headers=headers).data for body, headers in heard]
        if any(event.event_type == "fax.delivered" for event in events):
            break
        time.sleep(0.1)
    assert [event.event_type for event in events][-1:] == ["fax.delivered"], events
    body, headers = heard[0]
    for changed in (body.replace("fax", "tax", 1), body + " "):
        try:
            simulator.webhooks.unwrap(changed, headers=headers)
        except ValueError:
            continue
        raise AssertionError("a changed body was taken")


def outcome(name, check):
    try:
        check()
        return {"name": name, "detail": ""}
    except Exception as error:
        return {"name": name, "detail": f"{type(error).__name__}: {error}"[:300] or "failed"}


checks = {name[6:].replace("_", " "): value for name, value in globals().items() if name.startswith("check_")}
print(json.dumps([outcome(name, check) for name, check in checks.items()]))
