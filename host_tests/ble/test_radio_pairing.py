"""`bluetooth` in the simulator behaves as on an ESP32: pairing, secrets and what they protect."""

import pytest

from host_tests.ble.radio_program import (
    CENTRAL_CONNECT,
    CENTRAL_DISCONNECT,
    ENCRYPTION_UPDATE,
    GATTS_WRITE,
    GET_SECRET,
    GUARDED,
    INSUFFICIENT_AUTHENTICATION,
    INSUFFICIENT_ENCRYPTION,
    PASSKEY_ACTION,
    SECRET,
    SERVER,
    SET_SECRET,
    answers,
    codes,
    come_back,
    events,
    key_of,
    refused,
)
from tools.simulator.phone import NoAnswer, Phone, PhoneError
from tools.simulator.simulation import Simulation


def come_back_without_bond(pad: Simulation, phone: Phone) -> None:
    """Pair, go, forget it and connect again."""
    phone.pair()
    phone.disconnect()
    phone.forget()
    pad.run_for(0.5)
    phone.connect()


def test_pairing_gives_the_secrets_before_the_event(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    before = len(pad.printed)
    phone.pair()
    pad.run_for(0.5)
    assert phone.encrypted
    address = events(pad, CENTRAL_CONNECT)[0][2]
    unknown = "01" + "".join(reversed([address[at : at + 2] for at in range(0, 12, 2)]))
    told = [line.split()[:4] for line in pad.printed[before:]]
    assert told[0] == [GET_SECRET, "2", "0", unknown]  # is it a repeated pairing?
    assert [words[:3] for words in told[1:3]] == [[SET_SECRET, kind, key_of(phone)] for kind in "12"]
    assert pad.printed[before + 3] == "28 0 1 0 1 16"
    assert len(told) == 4
    assert all(len(words[3]) == 2 * 80 for words in told[1:3])


def test_what_comes_of_a_pairing_is_told_before_its_end(run_main, make_phone):
    pad = run_main(SERVER + "while True: time.sleep_us(200_000)")  # the handler has to wait for each event
    phone = make_phone(pad)
    pad.run_for(1)
    before = len(pad.printed)
    phone.pair()
    phone.disconnect()
    pad.run_for(2)
    assert codes(pad, before) == [GET_SECRET, SET_SECRET, SET_SECRET, ENCRYPTION_UPDATE, CENTRAL_DISCONNECT]


@pytest.mark.parametrize(("pad_bonds", "phone_bonds"), [(True, False), (False, True), (False, False)])
def test_no_bond_unless_both_sides_want_it(run_main, make_phone, pad_bonds, phone_bonds):
    pad = run_main(SERVER + f"ble.config(bond={pad_bonds})")
    phone = make_phone(pad)
    phone.pair(bond=phone_bonds)
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "0", "0", "16"]]
    assert [words[0] for words in events(pad, SET_SECRET)] == ["10"]
    phone.read(SECRET)
    come_back(pad, phone)
    with pytest.raises(PhoneError):
        phone.encrypt()


def test_whether_it_bonds_is_decided_when_pairing_begins(run_main, make_phone):
    main = "ble.config(bond=False)\ntime.sleep_ms(6000)\nble.config(bond=True)"
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.pair()
    pad.run_until(8)
    phone.pair()
    pad.run_for(0.5)
    assert [words[3] for words in events(pad, ENCRYPTION_UPDATE)] == ["0", "1"]


def test_a_bonded_phone_is_known_by_its_identity_and_encrypts(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.pair()
    pad.run_for(0.5)
    phone.disconnect()
    pad.run_for(0.5)
    before = len(pad.printed)
    phone.connect()
    phone.encrypt()
    pad.run_for(0.5)
    told = [line.split() for line in pad.printed[before:]]
    identity = phone.identity.address.lower().replace(":", "")
    assert told[0] == [CENTRAL_CONNECT, "0", "0", identity]
    assert told[2] == [GET_SECRET, "1", "0", key_of(phone)]
    assert told[3] == [ENCRYPTION_UPDATE, "0", "1", "0", "1", "16"]
    first = [words[2] for words in events(pad, CENTRAL_CONNECT, CENTRAL_DISCONNECT)]
    assert first[0] != identity  # it was unknown then
    assert first[1] == first[2] == identity


def test_a_phone_without_a_changing_address(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad, private=False)
    assert events(pad, CENTRAL_CONNECT)[0][1:] == ["0", phone.identity.address.lower().replace(":", "")]
    phone.pair()
    come_back(pad, phone)
    phone.encrypt()
    assert phone.encrypted


def test_a_bond_that_the_program_has_lost(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(4000)\nsecrets.clear()")
    phone = make_phone(pad)
    phone.pair()
    phone.disconnect()
    pad.run_for(4)
    phone.connect()
    with pytest.raises(PhoneError):
        phone.encrypt()
    pad.run_for(0.5)
    assert len(events(pad, ENCRYPTION_UPDATE)) == 1


def test_a_bond_that_the_phone_has_forgotten_is_deleted_before_it_pairs_anew(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    come_back_without_bond(pad, phone)
    before = len(pad.printed)
    phone.pair()
    pad.run_for(0.5)
    key = key_of(phone)
    told = [line.split()[:4] for line in pad.printed[before:] if line.split()[0] in (GET_SECRET, SET_SECRET)]
    deletions = [[SET_SECRET, kind, key, "None"] for kind in "1122"]  # each until there is nothing left
    asked = [GET_SECRET, "2", "0", key]
    assert told[:6] == [asked, *deletions, asked]
    assert [words[:3] for words in told[6:]] == [[SET_SECRET, kind, key] for kind in "12"]
    phone.read(SECRET)


def test_a_deletion_that_is_refused_is_asked_for_again_and_again(run_main, make_phone):
    """NimBLE goes round in a circle; the rest of the program goes on."""
    main = """
old = answer
def answer(event, data):
    return False if event == 30 and data[2] is None else old(event, data)
async def main():
    while True:
        await asyncio.sleep(1)
        print("alive")
asyncio.run(main())
"""
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    come_back_without_bond(pad, phone)
    before = len(answers(pad))
    phone.patience_s = 5
    with pytest.raises(NoAnswer):
        phone.pair()
    assert len([words for words in events(pad, SET_SECRET) if words[2] == "None"]) > 1000
    assert answers(pad)[before:][:3] == ["alive"] * 3


def test_a_secret_that_is_refused_is_missing_although_the_event_says_bonded(run_main, make_phone):
    pad = run_main(SERVER + "keep = False")
    phone = make_phone(pad)
    phone.pair()
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "0", "1", "16"]]
    assert [GET_SECRET, "1", "0", "00" * 7] in [line.split() for line in pad.printed]
    come_back(pad, phone)
    with pytest.raises(PhoneError):
        phone.encrypt()


def test_a_stranger_who_claims_an_identity_overwrites_its_secrets(run_main, make_phone):
    pad = run_main(SERVER)
    victim = make_phone(pad, "victim")
    victim.pair()
    victim.disconnect()
    pad.run_for(0.5)
    stranger = make_phone(pad, "stranger", identity=victim.identity._replace(irk=bytes(15) + b"x"))
    assert events(pad, CENTRAL_CONNECT)[-1][2] != victim.identity.address.lower().replace(":", "")
    stranger.pair()
    pad.run_for(0.5)
    written = [words for words in events(pad, SET_SECRET) if words[0] in "12"]
    assert [words[1] for words in written] == [key_of(victim)] * 4
    assert written[0][2] != written[2][2]
    stranger.disconnect()
    pad.run_for(0.5)
    victim.connect()
    with pytest.raises(PhoneError):
        victim.encrypt()


def test_protected_values(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    for call, arguments in ((phone.read, (SECRET,)), (phone.write, (SECRET, b"x")), (phone.write, (GUARDED, b"x"))):
        assert refused(call, *arguments) == INSUFFICIENT_AUTHENTICATION
    form = phone.discover()[2].characteristics[0].descriptors[2]
    assert (form.uuid, phone.read(form.handle)) == ("2904", b"")  # its flag for encryption counts for nothing
    assert phone.read(GUARDED) == b""
    phone.pair()
    phone.write(SECRET, b"x")
    assert phone.read(SECRET) == b"x"
    assert refused(phone.write, GUARDED, b"x") == INSUFFICIENT_AUTHENTICATION
    come_back(pad, phone)
    assert refused(phone.read, SECRET) == INSUFFICIENT_ENCRYPTION
    assert events(pad, GATTS_WRITE) == [["0", str(phone.handle(SECRET))]]


PASSKEY = """
old = answer
def answer(event, data):
    if event == 31: ble.gap_passkey(data[0], data[1], 123456)
    return old(event, data)
"""


def test_a_passkey_on_the_pads_display(run_main, make_phone):
    main = SERVER.replace("start(bond=True)", "start(bond=True, mitm=True, io=0)") + PASSKEY
    pad = run_main(main)
    phone = make_phone(pad)
    phone.pair(passkey=123456)
    pad.run_for(0.5)
    assert events(pad, PASSKEY_ACTION) == [["0", "3", "0"]]
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "1", "1", "16"]]
    phone.write(GUARDED, b"x")
    come_back(pad, phone)
    phone.encrypt()
    phone.write(GUARDED, b"y")


def test_older_phones_pair_without_secure_connections(run_main, make_phone):
    pad = run_main(SERVER.replace("start(bond=True)", "start(bond=True, le_secure=False)"))
    phone = make_phone(pad)
    phone.pair()
    come_back(pad, phone)
    phone.encrypt()
    phone.read(SECRET)


def test_the_program_can_ask_to_encrypt(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(2000)\nble.gap_pair(0)\nprint(caught(ble.gap_pair, 1))")
    phone = make_phone(pad)
    pad.run_for(3)
    assert phone.security_requests == 1
    assert answers(pad) == ["OSError(-128,)"]


def test_pairing_that_stops_half_way_is_given_up(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.patience_s = 5
    phone.read_nothing()
    with pytest.raises(NoAnswer):
        phone.pair()
    assert events(pad, ENCRYPTION_UPDATE) == []
    pad.run_for(26)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "0", "0", "0", "0"]]
    phone.read_nothing(False)
    phone.patience_s = 30
    phone.pair()
    assert phone.encrypted


def test_a_wrong_passkey(run_main, make_phone):
    pad = run_main(SERVER.replace("start(bond=True)", "start(bond=True, mitm=True, io=0)") + PASSKEY)
    phone = make_phone(pad)
    with pytest.raises(PhoneError):
        phone.pair(passkey=654321)
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "0", "0", "0", "0"]]
    assert [words[0] for words in events(pad, SET_SECRET)] == ["10"]
