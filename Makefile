# Every entry point of FootPad. `make help` lists them. Each target makes .venv and installs what it needs by itself.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WORKERS ?= auto
IMAGE_FLAGS := $(if $(IMAGE),"$(IMAGE)") $(if $(FLASH),--flash $(FLASH)) $(if $(CHIP),--chip $(CHIP))
FLASH_FLAGS := $(if $(PORT),--port "$(PORT)") $(if $(IMAGE),--image "$(IMAGE)") $(if $(BAUD),--baud $(BAUD)) $(if $(filter 1,$(YES)),--yes)
CAMPAIGN_FLAGS := $(if $(N),--n $(N)) $(if $(SEED),--seed $(SEED)) $(if $(FAULTS),--faults $(FAULTS)) $(if $(RUN),--run $(RUN))
RUN_FLAGS := $(if $(SPEED),--speed $(SPEED)) $(if $(FOR),--for $(FOR)) $(if $(RADIO),--radio $(RADIO)) \
	$(if $(filter 1,$(TERMINAL)),--terminal)

.DEFAULT_GOAL := help
.PHONY: help run sim sim-faults padctl app image flash deploy monitor repl doctor test unit device soak flood campaign mutate figures \
	bench lint hardware picture screenshots guide clean

help: ## this list
	@echo "FootPad: make TARGET"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1	/' | expand -t 16

run: $(READY) ## the pad in your browser, on the real MicroPython VM (SPEED=10, FOR=60, RADIO=usb:0, TERMINAL=1, ARGS="--port 8080")
	@$(BIN)/python -m tools.simulator run $(RUN_FLAGS) $(ARGS)

sim: $(READY) ## one scenario in virtual time, a JSON object at the end (SCENARIO=file.toml)
	@test -n "$(SCENARIO)" || { echo "make sim SCENARIO=file.toml: say which scenario" >&2; exit 2; }
	@$(BIN)/python -m tools.simulator sim "$(SCENARIO)"

sim-faults: $(READY) ## the faults that a scenario can inject
	@$(BIN)/python -m tools.simulator faults

padctl: $(READY) ## a real pad from this laptop, over Bluetooth (ARGS="scan", ARGS="watch", ARGS="--simulated watch", ARGS=--help)
	@$(BIN)/python -m tools.padctl $(ARGS)

app: $(READY) ## the phone app, ready to be published, in build/phone_app (SERVE=1 serves it here, for Chrome)
	@$(BIN)/python -m tools.phone_publish build/phone_app $(if $(filter 1,$(SERVE)),--serve)

image: $(READY) ## one file for a board's flash (IMAGE=ESP32_GENERIC-20250809-v1.26.0.bin, FLASH=8MB, CHIP=ESP32)
	@$(BIN)/python -m tools.image $(IMAGE_FLAGS)

flash: $(READY) ## makes a bare board a pad, from IMAGE (PORT=/dev/ttyUSB0, IMAGE=..., YES=1 does not ask, BAUD=115200)
	@$(BIN)/python -m tools.flash $(FLASH_FLAGS)

deploy: $(READY) ## this version onto a board that runs MicroPython (PORT=/dev/ttyUSB0; YES=1 answers every question)
	@$(BIN)/python -m tools.deploy deploy "$(PORT)" $(if $(filter 1,$(YES)),--yes)

monitor: $(READY) ## what a pad says on its serial port, without disturbing it (PORT=/dev/ttyUSB0)
	@$(BIN)/python -m tools.deploy monitor "$(PORT)"

repl: $(READY) ## MicroPython's prompt; the pad stands still meanwhile (PORT=/dev/ttyUSB0)
	@$(BIN)/python -m tools.deploy repl "$(PORT)"

doctor: $(READY) ## is this pad wired and whole? tests it with you (PORT=/dev/ttyUSB0, CHIP=ESP32S3, ARGS="--no-questions --json")
	@test -n "$(PORT)" || { echo "make doctor PORT=/dev/ttyUSB0: say where the board is" >&2; exit 2; }
	@$(BIN)/python -m tools.doctor "$(PORT)" $(if $(CHIP),--chip $(CHIP)) $(ARGS)

test: $(READY) ## all tests
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not soak and not flood" host_tests

unit: $(READY) ## the tests of the pure logic alone, with branch coverage of lib/pad
	@$(BIN)/coverage run --branch --source=lib/pad -m pytest -q host_tests/unit
	@$(BIN)/coverage report --show-missing --skip-covered

device: $(READY) ## the tests on the MicroPython VM alone
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not soak and not flood" host_tests/device

soak: $(READY) ## 24 simulated hours of sessions, stops and tick wraps
	@$(BIN)/python -m pytest -m soak -s host_tests

flood: $(READY) ## a hundred thousand random writes by a known phone, and by a stranger's
	@$(BIN)/python -m pytest -n $(WORKERS) -m flood -s host_tests

campaign: $(READY) ## random pads, users and faults, judged by the physics (N=500, SEED=1, FAULTS=random; RUN=1:37 repeats one)
	@$(BIN)/python -m tools.campaign $(CAMPAIGN_FLAGS)

mutate: $(READY) ## breaks the logic that protects people in small ways: does a test notice? (FILES="gate.py limits.py")
	@$(BIN)/python -m tools.mutation $(FILES)

figures: $(READY) ## the measured figures: heat, motor, memory, speed
	@$(BIN)/python -m tools.benchmarks.heat --pads 20
	@$(BIN)/python -m tools.benchmarks.motor
	@$(BIN)/python -m pytest -q -s -m "not soak and not flood" host_tests/device/test_first_heap.py host_tests/device/test_soak.py \
		host_tests/device/test_speed.py host_tests/device/test_allocation.py

bench: $(READY) ## every figure with its limit, and the machine it comes from (PARTS="cost regulation", JSON=1, PICTURE=docs/performance.svg)
	@$(BIN)/python -m tools.benchmarks $(PARTS) $(if $(JSON),--json) $(if $(PICTURE),--picture "$(PICTURE)")

lint: $(READY) ## ruff, and the type check against the published signatures of the ESP32 port
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --config-file mypy-device.ini
	@$(BIN)/mypy --config-file mypy-host.ini

hardware: $(READY) ## schematic, wiring and tables of docs/hardware.md and the Wokwi project, from firmware/board.py
	@$(BIN)/python -m tools.hardware

picture: $(READY) ## docs/panel.svg, the panel in the terminal
	@$(BIN)/python -m tools.simulator picture docs/panel.svg

screenshots: $(READY) ## docs/pictures/*.png, the two pages in the README; needs Chromium, takes two minutes
	@$(BIN)/python -m tools.screenshots

guide: $(READY) ## docs/using/*.svg, the pictures of the panel in docs/using.md
	@$(BIN)/python -m tools.simulator panels docs/using

clean: ## remove what make made
	rm -rf $(VENV) build .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(READY): requirements.txt requirements-typings.txt requirements-oldest.txt requirements-image.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "FootPad needs Python 3.10 or newer: make PYTHON=python3.12 ..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "python3-venv is missing (Debian: apt install python3-venv)" >&2; rm -rf $(VENV); exit 2; }
	@echo "Installing into $(VENV), this once ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(VENV)/typings -r requirements-typings.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(VENV)/oldest -r requirements-oldest.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --no-deps --target $(VENV)/image -r requirements-image.txt
	@touch $@
