"""The phone app's parts, by themselves: is a STOP believed too early, is an order sent twice, is an old value live?"""

import pytest

from host_tests.browser.phone_app import FOLDER, call
from host_tests.browser.static_site import serving
from pad import phone, session


@pytest.fixture
def app(page):
    with serving(FOLDER) as address:
        page.goto(address)
        yield page


STEPS = """const w = new m.StopWatch(); const { Trouble } = await import('./trouble.js');
const act = { begin: (at) => w.begin(at), answer: () => w.answer(), fail: (kind) => w.fail(new Trouble(kind)),
  status: (state) => w.status(state), tick: (at) => w.tick(at) };
return a.map(([name, value]) => { act[name](value); return w.phase; });"""
BEGIN, ANSWER = ["begin", 1000], ["answer", None]
RUNS, STANDS = ["status", session.RUNNING], ["status", session.STOPPED]


@pytest.mark.parametrize(
    ("steps", "phase"),
    [
        ([BEGIN], "asked"),
        ([BEGIN, ANSWER], "asked"),  # the pad says done, and runs on
        ([BEGIN, STANDS], "asked"),
        ([STANDS, BEGIN, ANSWER], "asked"),  # what it said before is not what it says now
        ([BEGIN, ANSWER, STANDS], "confirmed"),
        ([BEGIN, STANDS, ANSWER], "confirmed"),
        ([BEGIN, ANSWER, RUNS, ["tick", 2999]], "asked"),
        ([BEGIN, ANSWER, RUNS, ["tick", 3000]], "unconfirmed"),
        ([BEGIN, STANDS, ["tick", 3000]], "unconfirmed"),  # something else has stopped it, or it is about to go on
        ([BEGIN, ["tick", 999]], "unconfirmed"),  # the phone's clock was set back
        ([BEGIN, ["fail", "notAllowed"]], "unconfirmed"),
        ([BEGIN, ["tick", 3000], ANSWER], "unconfirmed"),
        ([BEGIN, ["tick", 3000], STANDS], "late"),
        ([BEGIN, ANSWER, STANDS, RUNS], "idle"),  # a hand goes on: "stopped" is over
        ([BEGIN, ANSWER, STANDS, ["fail", "lost"]], "confirmed"),
    ],
)
def test_a_stop_counts_when_the_pad_has_said_both_in_time(app, steps, phase):
    assert call(app, "stop_watch.js", STEPS, steps)[-1] == phase


def test_what_is_old_is_not_live_whatever_the_clocks_do(app):
    code = """let now = [5000, 5000]; const f = new m.Freshness(() => now); const found = [f.isLive()]; f.hear();
    for (now of a) found.push(f.isLive()); f.forget(); found.push(f.isLive()); return found;"""
    times = [[7999, 7999], [8000, 8000], [9000, 5000], [5000, 9000], [4000, 6000], [6000, 6000]]
    assert call(app, "freshness.js", code, times) == [False, True, False, False, False, False, True, False]


QUEUE = """const log = []; let hung = 0; const q = new m.GattQueue(() => { hung += 1; });
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const op = (name, ms) => async () => { log.push(`+${name}`); await sleep(ms); log.push(`-${name}`); return name; };
"""


def test_one_operation_at_a_time_and_what_is_urgent_first(app):
    code = "const all = [q.run(op('a', 50)), q.run(op('b', 5)), q.run(op('stop', 5), { urgent: true })];"
    found = call(app, "gatt_queue.js", QUEUE + code + "return [await Promise.all(all), log];")
    assert found == [["a", "b", "stop"], ["+a", "-a", "+stop", "-stop", "+b", "-b"]]


def test_what_is_urgent_does_not_wait_for_what_hangs(app):
    code = "q.run(op('a', 3000)); q.run(op('b', 5)); const t = Date.now();"
    code += "await q.run(op('stop', 5), { urgent: true }); return [Date.now() - t, log];"
    waited_ms, log = call(app, "gatt_queue.js", QUEUE + code)
    assert 300 < waited_ms < 1000
    assert log == ["+a", "+stop", "-stop"]


def test_a_stop_that_a_busy_browser_refuses_is_sent_when_it_is_free(app):
    code = """let busy = true; const slow = async () => { await sleep(700); busy = false; log.push('-a'); };
    const stop = async () => { if (busy) throw new Error('already in progress'); log.push('stop'); return 'sent'; };
    q.run(slow); return [await q.run(stop, { urgent: true }), log];"""
    assert call(app, "gatt_queue.js", QUEUE + code) == ["sent", ["-a", "stop"]]


def test_what_was_given_up_with_its_connection_does_not_end_the_next_one(app):
    code = """const lost = q.run(() => sleep(1e6), { patienceMs: 60 }).catch((e) => e); q.fail('lost');
    const said = await lost; await sleep(150); return [said, hung];"""
    assert call(app, "gatt_queue.js", QUEUE + code) == ["lost", 0]


def test_what_hangs_is_given_up_and_ends_the_connection(app):
    code = "try { await q.run(() => sleep(1e6), { patienceMs: 60 }); } catch (e) { return [e.kind, hung]; }"
    assert call(app, "gatt_queue.js", QUEUE + code) == ["noAnswer", 1]


def test_nothing_that_waits_is_carried_over_to_another_connection(app):
    code = """const all = [q.run(op('a', 30)), q.run(op('wrong', 5))].map((one) => one.catch((e) => e));
    await sleep(5); q.fail('lost'); await sleep(80); return [await Promise.all(all), log];"""
    assert call(app, "gatt_queue.js", QUEUE + code) == [["lost", "lost"], ["+a", "-a"]]


LINK = """class Link extends EventTarget { log = []; async write(name, bytes) { this.log.push([...bytes]); }
  async subscribe() {} }
const link = new Link(); const say = (bytes) => link.dispatchEvent(
  new CustomEvent('commandResult', { detail: Uint8Array.from(bytes) }));
const kind = (promise) => promise.catch((error) => error.kind);"""


def test_an_order_that_waits_is_not_sent_again(app):
    code = (
        LINK
        + """const all = [kind(m.command(link, 5)), kind(m.command(link, 5)), kind(m.command(link, 5))];
    await Promise.resolve(); say([5, 0]); return [await Promise.all(all), link.log];"""
    )
    assert call(app, "pad_commands.js", code, {}) == [["done", "asked", "asked"], [[phone.FEET_WRONG]]]


@pytest.mark.parametrize("opcode", [phone.FEET_WRONG, phone.SCORE_AFTER])
def test_an_order_without_an_answer_is_not_sent_again_by_itself(app, opcode):
    code = LINK + "return [await kind(m.command(link, a.opcode, 4)), link.log];"
    assert call(app, "pad_commands.js", code, {"opcode": opcode}) == ["silent", [[opcode, 4]]]


def test_an_order_whose_connection_is_lost_is_not_sent_again(app):
    code = (
        LINK
        + """const one = kind(m.command(link, 5)); await Promise.resolve();
    link.dispatchEvent(new Event('lost')); return [await one, link.log];"""
    )
    assert call(app, "pad_commands.js", code, {}) == ["lost", [[phone.FEET_WRONG]]]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ([2, 0], "done"),
        ([2, 1], "nothingToDo"),
        ([2, 4], "notAllowed"),
        ([2, 2], "refused"),
        ([2, 99], "refused"),
        ([2], "refused"),
        ([2, 0, 0], "refused"),
        ([1, 0], "silent"),  # of another order
    ],
)
def test_what_the_pad_answers(app, answer, outcome):
    code = LINK + "const one = kind(m.command(link, 2)); await Promise.resolve(); say(a.answer); return one;"
    assert call(app, "pad_commands.js", code, {"answer": answer}) == outcome


@pytest.mark.parametrize(
    ("name", "message", "private", "kind"),
    [
        ("SecurityError", "GATT operation not authorized.", False, "notAllowed"),
        ("NetworkError", "GATT Error: Not paired.", True, "notAllowed"),
        ("NotSupportedError", "GATT operation failed for unknown reason.", True, "notAllowed"),
        ("NotSupportedError", "GATT operation failed for unknown reason.", False, "failed"),
        ("NetworkError", "GATT Server is disconnected.", True, "lost"),
        ("TypeError", "x is undefined", True, "failed"),
    ],
)
def test_what_errors_of_the_browser_mean(app, name, message, private, kind):
    code = "return m.explain(new DOMException(a[1], a[0]), a[2]).kind;"
    assert call(app, "trouble.js", code, [name, message, private]) == kind


COPY = """const d = await import('./decode.js'); const { keepDiary, diaryOf } = await import('./memory.js');
const bytes = (list) => list.map((hex) => d.fromHex(hex));
keepDiary('P', a.before); let since = null;
try { await m.renew('P', async (from) => { since = from; return bytes(a.found); }); }
catch (error) { return [error.constructor.name, since, diaryOf('P')]; }
return ['kept', since, diaryOf('P')];"""


def session_of(number: int, start: int, score: int = 255) -> str:
    from pad import diary_record

    record = bytearray(diary_record.SIZE)
    record[diary_record.NUMBER] = number
    record[diary_record.START : diary_record.START + 4] = start.to_bytes(4, "little")
    record[diary_record.SCORE_AFTER] = score
    diary_record.seal(record)
    return record.hex()


def test_only_what_is_new_is_read_and_late_answers_are_taken(app):
    before = [session_of(number, 1000 * number) for number in (1, 2, 3)]
    found = [session_of(2, 2000), session_of(3, 3000, 4), session_of(4, 4000)]
    outcome = call(app, "diary_copy.js", COPY, {"before": before, "found": found})
    assert outcome == ["kept", 2, [before[0], *found]]


@pytest.mark.parametrize("found", [[], [session_of(1, 9000)], [session_of(2, 2000), session_of(3, 3001)]])
def test_diaries_of_two_pads_are_never_mixed(app, found):
    before = [session_of(number, 1000 * number) for number in (1, 2, 3)]
    assert call(app, "diary_copy.js", COPY, {"before": before, "found": found}) == ["OtherDiary", 2, before]


def test_a_kept_session_that_is_damaged_is_left_out(app):
    damaged = session_of(2, 2000)[:-1] + "0"
    code = "(await import('./memory.js')).keepDiary('P', a); return m.kept('P').map(({ number }) => number);"
    assert call(app, "diary_copy.js", code, [session_of(1, 1000), damaged, "zz", session_of(3, 3000)]) == [1, 3]


def test_curves_have_an_end_a_gap_and_begin_with_the_session(app):
    code = """const s = new m.Samples(); const at = (state, elapsed_s) => s.take(
      { state, elapsed_s, left_cc: -32768, right_cc: 3000, rpm: 1 }, elapsed_s * 1000);
    for (let i = 0; i < 5000; i++) at(2, i); const many = s.columns()[0].length; at(0, 5001);
    at(2, 1); at(2, 2); s.gap(2500); at(2, 3); return [many, s.columns()];"""
    many, columns = call(app, "samples.js", code)
    assert many == 3600
    assert columns[1] == [None] * 4
    assert columns[2] == [3000, 3000, None, 3000]
